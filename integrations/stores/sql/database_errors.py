"""Tell a database that cannot be used now from a statement that is wrong."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from assistant.ports import LogUnavailableError

_WRONG_STATEMENT = (
    *(exc.DataError, exc.IntegrityError, exc.NotSupportedError, exc.ProgrammingError),
    # SQLite's own, from statements that do not go through SQLAlchemy (`prepared_statements.py`).
    *(sqlite3.DataError, sqlite3.IntegrityError, sqlite3.NotSupportedError),
    sqlite3.ProgrammingError,
)


@contextmanager
def raised_as(error: type[Exception], message: str) -> Iterator[None]:
    """Raise `LogUnavailableError` as the error of another port."""
    try:
        yield
    except LogUnavailableError as unavailable:
        raise error(message) from unavailable


@contextmanager
def unavailability() -> Iterator[None]:
    """Raise `LogUnavailableError` for failures of the database, the network or the disk."""
    try:
        yield
    except _WRONG_STATEMENT:
        raise
    except (exc.DBAPIError, exc.TimeoutError, sqlite3.Error, OSError) as error:
        reason = getattr(error, "orig", None) or error  # without the statement and its texts
        msg = f"the event log's database cannot be used now: {reason}"
        raise LogUnavailableError(msg) from error
