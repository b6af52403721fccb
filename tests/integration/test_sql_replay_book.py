"""Replays on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person
from assistant.improvement.replay.replay_run import ReplayRuns
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.replay_book import SqlReplayRuns, hold_replays
from tests.contract.replay_runs import TURN, ReplayRunsContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlReplays(ReplayRunsContract):
    @pytest.fixture
    async def runs(self, database: Database) -> ReplayRuns:
        return SqlReplayRuns(database)

    async def test_lose_the_turns_of_a_person_who_is_erased(self, database: Database) -> None:
        runs, holding = SqlReplayRuns(database), hold_replays(database)
        await runs.keep_turns("r1", [TURN])
        person = Person(conversations=(ConversationId("c1"),))

        assert [one async for one in holding.export(person, content=True)]
        assert await holding.erase(Person(conversations=(ConversationId("c2"),))) == 0
        assert await holding.erase(person) == 1
        assert list(await runs.turns("r1")) == []


class TestSqliteReplays(OnSqlite, SqlReplays):
    pass


@pytest.mark.postgres
class TestPostgresReplays(OnPostgres, SqlReplays):
    pass
