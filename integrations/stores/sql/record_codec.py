"""Convert records to JSON text and back, as pydantic reads their types."""

from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def encode(record: object) -> str:
    """Return a record as JSON."""
    return adapter_of(type(record)).dump_json(record).decode()


def decode(text: str, kind: type[T]) -> T:
    """Return the record that `encode` made the text from.

    Raises:
        pydantic.ValidationError: another version wrote it, and it does not fit this one.
    """
    read: T = adapter_of(kind).validate_json(text)
    return read


def adapter_of(kind: type) -> TypeAdapter[Any]:
    """Return the adapter of a type, made once: each takes milliseconds."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
