"""Run work on a database: the same work on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import URL, Connection, Row, Select, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.sql.dml import UpdateBase

from integrations.stores.sql.migrate import upgrade
from integrations.stores.sql.returned_segments import return_segments

T = TypeVar("T")


class Database(Protocol):
    """Run work on a connection; failures of the database itself are `LogUnavailableError`."""

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction: durable when this returns, undone when it raises."""
        ...

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` outside any transaction: each of its statements sees all committed data."""
        ...

    async def close(self) -> None: ...


async def change(database: Database, statement: UpdateBase) -> int:
    """Run one insert, update or delete in a transaction; return how many rows it changed."""
    return await database.write(lambda connection: connection.execute(statement).rowcount)


async def fetch(database: Database, query: Select[Any]) -> Sequence[Row[Any]]:
    """Return the rows of one query."""
    return await database.read(lambda connection: connection.execute(query).all())


@asynccontextmanager
async def open_database(url: str, archive: Path | None = None) -> AsyncIterator[Database]:
    """Open the database of `url`, with its tables brought up to date, until the block ends.

    Events that a version before moved into files of the folder `archive` come back first; None:
    nobody looks for them.

    Raises:
        ValueError: the URL is of neither database.
        LogUnavailableError: nothing answers there, its tables are of a newer version, or a file
            with events cannot be read.
    """
    address = _parse(url)
    engine = _connect(address)
    try:
        await engine.write(upgrade)
        if archive is not None:
            await return_segments(engine, archive)
        yield engine
    finally:
        await engine.close()


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError:
        msg = (
            "the event log's address must be a URL such as sqlite:////var/lib/comptoir/log.db"
            " or postgresql://user:password@host/database"
        )
        raise ValueError(msg) from None


def _connect(url: URL) -> Database:
    # Imported here so that a process pays for the driver it uses.
    match url.get_backend_name():
        case "sqlite":
            from integrations.stores.sql.engines.sqlite_database import SqliteDatabase  # noqa: PLC0415

            return SqliteDatabase(url)
        case "postgresql" | "postgres":
            from integrations.stores.sql.engines.postgres_database import PostgresDatabase  # noqa: PLC0415

            return PostgresDatabase(url)
        case other:
            msg = f"the event log is kept in SQLite or PostgreSQL; {other!r} is neither"
            raise ValueError(msg)
