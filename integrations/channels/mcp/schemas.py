"""What tools are called with: pieces that several have. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

Schema = dict[str, Any]

LONGEST = 200
"""Characters of what is no message."""

LANGUAGE: Schema = {"type": "string", "enum": ["fr", "en"], "default": "en"}


def obj(properties: Mapping[str, Schema], *, required: Iterable[str] = ()) -> Schema:
    """Return the schema of an object that has nothing else."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def text(described: str, *, longest: int = LONGEST) -> Schema:
    """Return the schema of a text that is not empty."""
    return {"type": "string", "minLength": 1, "maxLength": longest, "description": described}


def one_of(values: Iterable[str | int], described: str = "") -> Schema:
    """Return the schema of one of several values."""
    return {"enum": list(values)} | ({"description": described} if described else {})


def up_to(most: int, *, default: int) -> Schema:
    """Return the schema of a count."""
    return {"type": "integer", "minimum": 1, "maximum": most, "default": default}
