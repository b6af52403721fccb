"""Standings as JSON text and back, and which fold they are of."""

import json
import zlib
from functools import cache

from pydantic import TypeAdapter

from assistant.desk.lists.case_standing import FOLD, Standing


@cache
def _adapter() -> TypeAdapter[Standing]:
    return TypeAdapter(Standing)


@cache
def fold() -> str:
    """Return what changes with the fold, or with the fields of what it makes.

    Rows of another fold are not read: the log is folded again.
    """
    shape = json.dumps(_adapter().json_schema(mode="serialization"), sort_keys=True)
    return f"{FOLD}-{zlib.crc32(shape.encode()):08x}"


def encode(standing: Standing) -> str:
    """Return a standing as JSON; half a surrogate pair was lost in the log already."""
    return _adapter().dump_json(standing, exclude_defaults=True).decode()


def decode(payload: str) -> Standing:
    """Return the standing that `payload` was made from."""
    return _adapter().validate_json(payload)
