"""Scenarios and their talks on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.improvement.rehearsal.ports import ScenarioBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook
from tests.contract.scenario_book import ScenarioBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlScenarios(ScenarioBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> ScenarioBook:
        return SqlScenarioBook(database)


class TestSqliteScenarios(OnSqlite, SqlScenarios):
    pass


@pytest.mark.postgres
class TestPostgresScenarios(OnPostgres, SqlScenarios):
    pass
