"""Experiments on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.kit.experiments.ports import ExperimentBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook
from tests.contract.experiment_book import ExperimentBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlExperiments(ExperimentBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> ExperimentBook:
        return SqlExperimentBook(database)


class TestSqliteExperimentBook(OnSqlite, SqlExperiments):
    pass


@pytest.mark.postgres
class TestPostgresExperimentBook(OnPostgres, SqlExperiments):
    pass
