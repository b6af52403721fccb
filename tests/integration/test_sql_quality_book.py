"""Judgements on checks and answers on SQLite files and on a real PostgreSQL."""

from dataclasses import replace

import pytest

from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person
from assistant.improvement.quality.ports import Made, QualityBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.quality_book import SqlQualityBook, hold_judgements
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook
from tests.contract.quality_book import ANSWER, QualityBookContract
from tests.contract.scenario_book import QUESTION
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlQuality(QualityBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> QualityBook:
        return SqlQualityBook(database)

    async def test_judgements_on_answers_go_with_the_person_who_was_answered(
        self, database: Database
    ) -> None:
        book, holding = SqlQualityBook(database), hold_judgements(database)
        await book.judge_answer(ANSWER)
        person = Person(conversations=(ConversationId("c1"),))

        [told] = [one async for one in holding.export(person, content=True)]
        assert "mara" not in str(told)
        assert await holding.erase(Person(conversations=(ConversationId("c2"),))) == 0
        assert await holding.erase(person) == 1
        assert await book.judged_answers([ANSWER.reply_id]) == frozenset()

    @pytest.mark.parametrize(("version", "left"), [(1, 0), (2, 1)], ids=["untouched", "edited"])
    async def test_they_go_with_their_saved_question_unless_it_was_edited(
        self, database: Database, version: int, left: int
    ) -> None:
        book, questions = SqlQualityBook(database), SqlScenarioBook(database)
        made = replace(ANSWER, made=Made.QUESTION, made_id=QUESTION.scenario_id)
        await book.judge_answer(made)
        await questions.put(replace(QUESTION, version=version), expected_version=None)

        await hold_judgements(database).erase(Person(conversations=(ANSWER.conversation_id,)))

        assert len(await questions.all()) == left


class TestSqliteQuality(OnSqlite, SqlQuality):
    pass


@pytest.mark.postgres
class TestPostgresQuality(OnPostgres, SqlQuality):
    pass
