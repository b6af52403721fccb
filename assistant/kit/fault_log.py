"""Log errors without quoting the words of customers.

A traceback's last line quotes values, and a database error quotes whole rows, so neither is
logged: the error's type and the places it passed through are enough to find it.
"""

import traceback
from pathlib import PurePath

import structlog

log = structlog.get_logger(__name__)

_FRAMES = 4  # where it was raised, and the way there


def report(happened: str, error: BaseException, **fields: object) -> None:
    """Log `happened` with the error's type and its innermost places as `file:line function`."""
    while error.__cause__ is not None:
        error = error.__cause__
    frames = reversed(traceback.extract_tb(error.__traceback__)[-_FRAMES:])
    places = [f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    log.error(happened, **fields, error=type(error).__name__, at=" < ".join(places))
