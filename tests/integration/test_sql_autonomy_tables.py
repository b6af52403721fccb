"""Autonomy tables on SQLite files and on a real PostgreSQL."""

import pytest
from sqlalchemy import Connection, select, update

from assistant.operations.autonomy.autonomy_table import AutonomyTableError, decode_table
from assistant.operations.autonomy.ports import AutonomyTables, LiveTable
from integrations.stores.sql.database import Database, fetch, open_database
from integrations.stores.sql.operations.autonomy_book import SqlAutonomyTables
from integrations.stores.sql.tables import autonomy
from tests.contract.autonomy_tables import NOON, STRICT, AutonomyTablesContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlContract(AutonomyTablesContract):
    @pytest.fixture
    async def tables(self, database: Database) -> AutonomyTables:
        return SqlAutonomyTables(database)

    async def test_is_in_force_in_another_process_at_once(
        self, tables: AutonomyTables, url: str
    ) -> None:
        async with open_database(url) as elsewhere:
            live = LiveTable(SqlAutonomyTables(elsewhere))
            await live.table()

            await tables.put(STRICT, expected_version=0, at=NOON, by="zoe")

            assert await live.table() == STRICT

    async def test_rows_of_a_later_version_are_left_out(
        self, tables: AutonomyTables, database: Database
    ) -> None:
        await tables.put(STRICT, expected_version=0, at=NOON, by="zoe")
        await _write(database, STRICT.model_dump_json().replace("balance", "donate"))

        current = await tables.current()

        assert current is not None
        assert "balance" not in current.table.operations
        assert current.table.topics == STRICT.topics

    async def test_an_earlier_version_reads_a_table_without_the_columns_that_it_lacks(
        self, tables: AutonomyTables, database: Database
    ) -> None:
        await tables.put(STRICT, expected_version=0, at=NOON, by="zoe")

        [row] = await fetch(database, select(autonomy.c.content))
        assert "checked_share" not in row.content
        assert decode_table(row.content) == STRICT

    async def test_what_this_version_does_not_understand_is_an_error(
        self, tables: AutonomyTables, database: Database
    ) -> None:
        await tables.put(STRICT, expected_version=0, at=NOON, by="zoe")
        await _write(database, STRICT.model_dump_json().replace("suggest", "ask_twice"))

        with pytest.raises(AutonomyTableError, match="another version"):
            await LiveTable(tables).table()


async def _write(database: Database, content: str) -> None:
    def write(connection: Connection) -> None:
        connection.execute(update(autonomy).values(content=content))

    await database.write(write)


class TestSqliteAutonomyTables(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgresAutonomyTables(OnPostgres, SqlContract):
    pass
