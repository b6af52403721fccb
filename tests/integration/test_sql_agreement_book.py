"""People's decisions on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.improvement.autonomy.ports import AgreementBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.agreement_book import SqlAgreementBook
from tests.contract.agreement_book import AgreementBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlAgreements(AgreementBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> AgreementBook:
        return SqlAgreementBook(database)


class TestSqliteAgreements(OnSqlite, SqlAgreements):
    pass


@pytest.mark.postgres
class TestPostgresAgreements(OnPostgres, SqlAgreements):
    pass
