"""Read values of the JSON in Meta's webhooks, where any of them may be missing or wrong. Pure."""

from datetime import UTC, datetime
from typing import Any

_LATEST_S = 4_102_444_800  # the year 2100: a greater number is no time of a message


def objects(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list; none if it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def as_object(value: object) -> dict[str, Any]:
    """Return a value that is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def unix_time(value: object, *, per_second: int = 1) -> datetime | None:
    """Return a Unix time in UTC; None if no message can have that time."""
    try:
        number = int(value) if isinstance(value, int | str) else 0
    except ValueError:
        number = 0
    known = 0 < number < _LATEST_S * per_second
    return datetime.fromtimestamp(number / per_second, UTC) if known else None
