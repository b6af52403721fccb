"""Rules of orders that were met, on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.improvement.autonomy.ports import RuleRecord
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.rule_record import SqlRuleRecord
from tests.contract.rule_record import RuleRecordContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlRuleRecords(RuleRecordContract):
    @pytest.fixture
    async def record(self, database: Database) -> RuleRecord:
        return SqlRuleRecord(database)


class TestSqliteRuleRecord(OnSqlite, SqlRuleRecords):
    pass


@pytest.mark.postgres
class TestPostgresRuleRecord(OnPostgres, SqlRuleRecords):
    pass
