"""Tells a database that cannot be used now from a statement that is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from assistant.ports import LogUnavailableError

_WRONG_STATEMENT = (exc.DataError, exc.IntegrityError, exc.NotSupportedError, exc.ProgrammingError)


@contextmanager
def unavailability() -> Iterator[None]:
    """Raise `LogUnavailableError` for what the database, the network or the disk did."""
    try:
        yield
    except _WRONG_STATEMENT:
        raise
    except (exc.DBAPIError, exc.TimeoutError, OSError) as error:
        reason = getattr(error, "orig", None) or error  # without the statement and its texts
        msg = f"the event log's database cannot be used now: {reason}"
        raise LogUnavailableError(msg) from error
