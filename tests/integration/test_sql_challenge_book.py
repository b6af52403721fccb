"""Judgements on answers on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person
from assistant.improvement.challenges.ports import ChallengeBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.challenge_book import SqlChallengeBook, hold_challenges
from tests.contract.challenge_book import ONE, ChallengeBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlChallenges(ChallengeBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> ChallengeBook:
        return SqlChallengeBook(database)

    async def test_go_with_the_person_who_was_answered(self, database: Database) -> None:
        book, holding = SqlChallengeBook(database), hold_challenges(database)
        await book.keep(ONE)
        person = Person(conversations=(ConversationId("c1"),))

        [told] = [one async for one in holding.export(person, content=True)]
        assert "mara" not in str(told)
        assert await holding.erase(Person(conversations=(ConversationId("c2"),))) == 0
        assert await holding.erase(person) == 1
        assert await book.judged([ONE.reply_id]) == frozenset()


class TestSqliteChallenges(OnSqlite, SqlChallenges):
    pass


@pytest.mark.postgres
class TestPostgresChallenges(OnPostgres, SqlChallenges):
    pass
