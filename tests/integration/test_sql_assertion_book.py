"""Assertions on SQLite files and on a real PostgreSQL."""

import pytest
from sqlalchemy import insert, select, update

from assistant.improvement.assertions.assertion import Settlement
from assistant.improvement.assertions.assertion_moves import settle
from assistant.improvement.assertions.ports import AssertionBook, UnknownAssertionError
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.insights.assertion_book import (
    SqlAssertionBook,
    assertion_moves,
    assertions,
)
from tests.contract.assertion_book import AssertionBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.seeds.assertion_seeds import asserted
from tests.support.seeds.conversation_events import NOON


class SqlAssertions(AssertionBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> AssertionBook:
        return SqlAssertionBook(database)

    async def test_passes_over_the_moves_of_a_newer_version(self, database: Database) -> None:
        book, first = SqlAssertionBook(database), asserted()
        await book.put(first, expected_version=None)
        newer = {"assertion_id": first.assertion_id, "number": 1, "content": '{"deed": "weighed"}'}
        await database.write(lambda one: one.execute(insert(assertion_moves).values(newer)))

        read = await book.get(first.assertion_id)
        settled = settle(read, Settlement.UPHELD, by="zoé", reason="so", at=NOON)
        await book.put(settled, expected_version=read.version)

        assert read == first
        assert [*await book.all()] == [await book.get(first.assertion_id)] == [settled]
        numbers = select(assertion_moves.c.number).order_by(assertion_moves.c.number)
        assert [row.number for row in await fetch(database, numbers)] == [0, 1, 2]

    async def test_knows_no_assertion_of_a_newer_version(self, database: Database) -> None:
        book, first = SqlAssertionBook(database), asserted()
        await book.put(first, expected_version=None)
        newer = update(assertions).values(content='{"state": "weighed"}')
        await database.write(lambda one: one.execute(newer))

        assert [*await book.all()] == []
        with pytest.raises(UnknownAssertionError):
            await book.get(first.assertion_id)


class TestSqliteAssertionBook(OnSqlite, SqlAssertions):
    pass


@pytest.mark.postgres
class TestPostgresAssertionBook(OnPostgres, SqlAssertions):
    pass
