"""Runs on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person
from assistant.improvement.runs.ports import TrialRuns
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns, hold_replays
from tests.contract.trial_runs import TURN, TrialRunsContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlRuns(TrialRunsContract):
    @pytest.fixture
    async def runs(self, database: Database) -> TrialRuns:
        return SqlTrialRuns(database)

    async def test_lose_the_turns_of_a_person_who_is_erased(self, database: Database) -> None:
        runs, holding = SqlTrialRuns(database), hold_replays(database)
        await runs.keep_turns("r1", [TURN])
        person = Person(conversations=(ConversationId("c1"),))

        assert [one async for one in holding.export(person, content=True)]
        assert await holding.erase(Person(conversations=(ConversationId("c2"),))) == 0
        assert await holding.erase(person) == 1
        assert list(await runs.turns("r1")) == []


class TestSqliteRuns(OnSqlite, SqlRuns):
    pass


@pytest.mark.postgres
class TestPostgresRuns(OnPostgres, SqlRuns):
    pass
