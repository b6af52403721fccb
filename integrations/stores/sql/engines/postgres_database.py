"""Connect to a PostgreSQL database, through asyncpg."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from integrations.stores.sql.database_errors import unavailability

T = TypeVar("T")

_CONNECTIONS = 10  # a process keeps up to so many and opens no more
_CONNECT_TIMEOUT_S = 5.0
_STATEMENT_TIMEOUT_S = 10.0  # includes waiting for other writers


class _ConnectionLostError(Exception):
    """Say that the connection was gone, and nothing was committed through it."""


class PostgresDatabase:
    """Run work on a database of a PostgreSQL server."""

    def __init__(self, url: URL) -> None:
        try:
            self._writing = create_async_engine(
                url.set(drivername="postgresql+asyncpg"),
                hide_parameters=True,  # they hold what customers wrote: no error repeats them
                isolation_level="READ COMMITTED",  # statements rely on it, whatever the default
                pool_size=_CONNECTIONS,
                max_overflow=0,
                pool_timeout=_STATEMENT_TIMEOUT_S,
                connect_args={
                    "timeout": _CONNECT_TIMEOUT_S,
                    "command_timeout": _STATEMENT_TIMEOUT_S,
                    "server_settings": {
                        "application_name": "comptoir",
                        # A process that stalls inside a transaction does not stall the others.
                        "idle_in_transaction_session_timeout": f"{_STATEMENT_TIMEOUT_S:.0f}s",
                    },
                },
            )
        except ModuleNotFoundError as error:
            msg = "PostgreSQL needs its extra: pip install 'comptoir[postgres]'"
            raise ValueError(msg) from error
        self._reading = self._writing.execution_options(isolation_level="AUTOCOMMIT")

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await _run_on_live(self._writing, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await _run_on_live(self._reading, work)

    async def close(self) -> None:
        await self._writing.dispose()


async def _run_on_live(engine: AsyncEngine, work: Callable[[Connection], T]) -> T:
    """Run `work`, a second time if the pool's connection had died while it lay there.

    The first failure empties the pool. Asking every connection before its use whether it lives
    would find the same, for three round trips each time.
    """
    with unavailability():
        try:
            return await _run(engine, work)
        except _ConnectionLostError:
            try:
                return await _run(engine, work)
            except _ConnectionLostError as error:
                raise error.__cause__ or error from None


async def _run(engine: AsyncEngine, work: Callable[[Connection], T]) -> T:
    async with engine.connect() as connection:
        try:
            result = await connection.run_sync(work)
        except DBAPIError as error:
            if error.connection_invalidated:
                raise _ConnectionLostError from error
            raise
        await connection.commit()
        return result
