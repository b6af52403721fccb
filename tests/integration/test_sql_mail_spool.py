"""The spool on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, select

from assistant.mail.letter import LetterId
from assistant.mail.ports import MailSpool, SpoolUnavailableError
from assistant.ports import LogUnavailableError
from integrations.sql.database import open_database
from integrations.sql.mail_spool import SqlMailSpool
from integrations.sql.tables import letters
from tests.contract.mail_spool import LATER, NOON, MailSpoolContract, letter
from tests.infra.postgres import fresh_database, running_postgres

T = TypeVar("T")


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    with running_postgres() as url:
        yield url


def rows(connection: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(select(letters))]


class SqlContract(MailSpoolContract):
    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

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


class TestSqliteMailSpool(SqlContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'log.db'}"


@pytest.mark.postgres
class TestPostgresMailSpool(SqlContract):
    @pytest.fixture
    async def url(self, server_url: str) -> AsyncIterator[str]:
        async with fresh_database(server_url) as url:
            yield url


class AwayDatabase:
    """Answers nothing."""

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
