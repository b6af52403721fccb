"""Change sets on SQLite files and on a real PostgreSQL."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Connection, update
from sqlalchemy.util import await_only

from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person
from assistant.improvement.changes.change_set import ChangeId
from assistant.improvement.changes.ports import ChangeBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.change_tables import change_sets
from integrations.stores.sql.insights.change_traces import hold_change_sets
from integrations.stores.sql.record_codec import encode
from tests.contract.change_book import ChangeBookContract
from tests.support.patience import until
from tests.support.processes.databases import OnPostgres, OnSqlite, waits_for_a_lock
from tests.support.seeds.change_seeds import change_set


class SqlChanges(ChangeBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> ChangeBook:
        return SqlChangeBook(database)

    async def test_a_change_that_another_version_wrote_hides_no_other(
        self, database: Database
    ) -> None:
        book, change = SqlChangeBook(database), change_set()
        await book.put(change, expected_version=None)
        await book.put(replace(change, change_id=ChangeId("newer")), expected_version=None)
        content = encode(change).replace(f'"{change.cause}"', '"of_tomorrow"')
        newer = update(change_sets).where(change_sets.c.change_id == "newer")
        await database.write(lambda one: one.execute(newer.values(content=content)))

        assert await book.all() == [change]


class TestSqliteChangeBook(OnSqlite, SqlChanges):
    pass


@pytest.mark.postgres
class TestPostgresChangeBook(OnPostgres, SqlChanges):
    async def test_erasing_waits_for_a_move_and_then_erases(self, database: Database) -> None:
        book, change = SqlChangeBook(database), change_set()
        await book.put(change, expected_version=None)
        moved = replace(change, version=2)
        row = {"version": 2, "content": encode(moved)}
        person = Person(conversations=(ConversationId("c1"),))
        erasing: list[asyncio.Task[int]] = []

        def move(connection: Connection) -> None:
            connection.execute(update(change_sets).values(row))
            erasing.append(asyncio.create_task(hold_change_sets(database).erase(person)))
            await_only(until(partial(waits_for_a_lock, database)))

        await database.write(move)
        assert await erasing[0] == 1

        left = await book.get(change.change_id)
        assert left.signals == ()
        assert left.version == 3
