"""Judgements on answers on SQLite files and on a real PostgreSQL."""

from dataclasses import replace

import pytest

from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person
from assistant.improvement.challenges.ports import ChallengeBook, Made
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.challenge_book import SqlChallengeBook, hold_challenges
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook
from tests.contract.challenge_book import ONE, ChallengeBookContract
from tests.contract.scenario_book import SCENARIO
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

    @pytest.mark.parametrize(("version", "left"), [(1, 0), (2, 1)], ids=["untouched", "edited"])
    async def test_go_with_their_saved_question_unless_it_was_edited(
        self, database: Database, version: int, left: int
    ) -> None:
        book, questions = SqlChallengeBook(database), SqlScenarioBook(database)
        await book.keep(replace(ONE, made=Made.QUESTION, made_id=SCENARIO.scenario_id))
        await questions.put(replace(SCENARIO, version=version), expected_version=None)

        await hold_challenges(database).erase(Person(conversations=(ONE.conversation_id,)))

        assert len(await questions.all()) == left


class TestSqliteChallenges(OnSqlite, SqlChallenges):
    pass


@pytest.mark.postgres
class TestPostgresChallenges(OnPostgres, SqlChallenges):
    pass
