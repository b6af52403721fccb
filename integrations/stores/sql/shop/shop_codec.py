"""The built-in shop's records as JSON text and back."""

from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

_ADAPTERS: dict[type, TypeAdapter[Any]] = {}  # each takes milliseconds to make


def encode(record: object) -> str:
    """Return a record of `assistant.commerce` as JSON."""
    return _adapter(type(record)).dump_json(record).decode()


def decode(record: str, kind: type[T]) -> T:
    """Return the record that `encode` made the text from.

    Raises:
        pydantic.ValidationError: another version wrote it, and it does not fit this one.
    """
    read: T = _adapter(kind).validate_json(record)
    return read


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
