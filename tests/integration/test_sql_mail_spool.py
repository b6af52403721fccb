"""The spool on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, select

from assistant.kit.mail.letter import LetterId
from assistant.kit.mail.ports import MailSpool, SpoolUnavailableError
from assistant.ports import LogUnavailableError
from integrations.stores.sql.database import open_database
from integrations.stores.sql.kit.mail_spool import SqlMailSpool
from integrations.stores.sql.tables import letters
from tests.contract.mail_spool import LATER, NOON, MailSpoolContract, letter
from tests.support.processes.databases import OnPostgres, OnSqlite

T = TypeVar("T")


def rows(connection: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(select(letters))]


class SqlContract(MailSpoolContract):
    @pytest.fixture
    async def spool(self, url: str) -> AsyncIterator[MailSpool]:
        async with open_database(url) as database:
            yield SqlMailSpool(database)

    async def test_letters_outlive_the_process(self, url: str) -> None:
        async with open_database(url) as database:
            await SqlMailSpool(database).put(letter("a"))

        async with open_database(url) as database:
            [taken] = await SqlMailSpool(database).take(LATER, until=LATER, limit=9)

        assert taken.letter == letter("a")

    async def test_a_settled_letter_leaves_no_address_and_no_words(self, url: str) -> None:
        async with open_database(url) as database:
            spool = SqlMailSpool(database)
            await spool.put(letter("a"))
            await spool.settle(LetterId("a"), how="sent", at=NOON)

            [row] = await database.read(rows)

        assert "a@example.com" not in row
        assert not any("loïse" in str(value) or "number" in str(value) for value in row)


class TestSqliteMailSpool(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgresMailSpool(OnPostgres, SqlContract):
    pass


class AwayDatabase:
    """Answers nothing."""

    archive = Path("no archive")

    async def write(self, work: Callable[[Connection], T]) -> T:
        raise LogUnavailableError(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        raise LogUnavailableError(work)

    async def close(self) -> None: ...


class TestSpoolWhoseDatabaseIsAway:
    async def test_says_so_at_every_call(self) -> None:
        spool = SqlMailSpool(AwayDatabase())

        for call in (
            spool.put(letter("a")),
            spool.take(NOON, until=LATER, limit=1),
            spool.settle(LetterId("a"), how="sent", at=NOON),
            spool.postpone(LetterId("a"), until=LATER),
            spool.forget(NOON),
        ):
            with pytest.raises(SpoolUnavailableError):
                await call
