"""Read settings in layers: environment, then database, then default."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from pydantic import BaseModel, ValidationError

from assistant.kit.settings.setting_fields import SENT_TO, FieldShape, setting_fields
from assistant.kit.settings.settings import Settings

log = structlog.get_logger(__name__)


def names_given(server: Settings) -> frozenset[str]:
    """Return the names of the settings that the server says: environment and command line.

    An address is the server's where a secret that is sent there is.
    """
    given = frozenset(_given(server, ""))
    return given | {address for address, secrets in SENT_TO.items() if given & {*secrets}}


def layer(server: Settings, stored: Mapping[str, str]) -> Settings:
    """Return the settings in force; stored ones that cannot be used are passed over.

    A release that refuses a value which an earlier one took must start all the same, so that
    people can mend it on its page.
    """
    held = names_given(server)
    usable = {
        name: text for name, text in stored.items() if is_changeable(name) and name not in held
    }
    while True:
        try:
            return layer_strictly(server, usable)
        except ValidationError as error:
            refused = {name for name in usable if name in set(names_of(error))}
            if not refused:
                raise
            log.error("settings.passed_over", names=sorted(refused))  # noqa: TRY400  # no trace helps
            usable = {name: text for name, text in usable.items() if name not in refused}


def layer_strictly(server: Settings, stored: Mapping[str, str]) -> Settings:
    """Return the settings in force.

    Raises:
        pydantic.ValidationError: a stored value does not fit.
    """
    values = _nested(stored)
    _lay(values, server.model_dump(exclude_unset=True))
    return Settings(**values)


def is_changeable(name: str) -> bool:
    """Return whether a page may change a setting."""
    known = setting_fields().get(name)
    return known is not None and not known.reason


def names_of(error: ValidationError) -> Iterator[str]:
    """Yield the names of the settings that do not fit."""
    for one in error.errors():
        loc = [str(part) for part in one["loc"]]
        name = ".".join(loc[:2])
        yield name if name in setting_fields() else loc[0]


def _nested(stored: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, text in stored.items():
        if text == "":  # as an empty variable: the default
            continue
        section, _, field = name.rpartition(".")
        into = values.setdefault(section, {}) if section else values
        into[field] = _parsed(name, text)
    return values


def _parsed(name: str, text: str) -> object:
    if setting_fields()[name].shape is not FieldShape.RECORDS:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text  # pydantic refuses it, with its name


def _lay(values: dict[str, Any], over: Mapping[str, Any]) -> None:
    for name, value in over.items():
        below = values.get(name)
        if isinstance(value, dict) and isinstance(below, dict):
            _lay(below, value)
        else:
            values[name] = value


def _given(model: BaseModel, prefix: str) -> Iterator[str]:
    for name in model.model_fields_set:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _given(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"
