"""Saved questions and their runs on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.messages.trials.ports import QuestionRuns, SavedQuestions
from integrations.stores.sql.database import Database
from integrations.stores.sql.desk.question_book import SqlQuestionRuns, SqlSavedQuestions
from tests.contract.saved_questions import QuestionRunsContract, SavedQuestionsContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlQuestions(SavedQuestionsContract):
    @pytest.fixture
    async def questions(self, database: Database) -> SavedQuestions:
        return SqlSavedQuestions(database)


class SqlRuns(QuestionRunsContract):
    @pytest.fixture
    async def runs(self, database: Database) -> QuestionRuns:
        return SqlQuestionRuns(database)


class TestSqliteQuestions(OnSqlite, SqlQuestions):
    pass


class TestSqliteRuns(OnSqlite, SqlRuns):
    pass


@pytest.mark.postgres
class TestPostgresQuestions(OnPostgres, SqlQuestions):
    pass


@pytest.mark.postgres
class TestPostgresRuns(OnPostgres, SqlRuns):
    pass
