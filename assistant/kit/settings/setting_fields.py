"""List every setting with the form that it takes on a page, and those that are the server's alone.

A setting is named by section and field, `webchat.max_chars`; its value is text, as the environment
spells it.
"""

import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from assistant.kit.settings.settings import Settings

SERVERS_OWN: Mapping[str, str] = {
    "host": "address",
    "port": "address",
    "data_dir": "before",
    "models_dir": "before",
    "log": "before",
    "redis": "before",
    "search": "start",
    "encoder": "start",
    "web": "guard",
    "worker": "start",
    "metrics": "guard",
    "tracing": "guard",
    "shop.file": "path",
    "shop.rules": "path",
    "helpdesk.file": "path",
    "identity.key": "key",
    "identity.token_key_file": "path",
    "mail.ca_file": "path",
    "mail.folder": "path",
    "rasa.environment": "path",
    "scanner.clamd": "guard",
    "model.fallbacks": "keys",
    "completions.clients": "keys",
    "mcp.staff": "keys",
    "insights.url": "before",
    "insights.competitors": "path",
    "webhooks.allow_private": "guard",
}
"""Sections and settings that no page changes, each with the name of the reason.

address: where the server listens; before: where the settings themselves are found, or what is
opened before them; start: read when a process starts, as an index or a model is made with it; path:
names a file of the server, which no browser may choose; key: seals the settings; guard: protects
the server and its network from those who have an account; keys: a command makes them.
"""


SENT_TO: Mapping[str, tuple[str, ...]] = {
    "shopify.domain": ("shopify.token", "shopify.storefront_token"),
    "woocommerce.url": ("woocommerce.key", "woocommerce.secret"),
    "mail.server": ("mail.password",),
    "chatwoot.url": ("chatwoot.token",),
    "model.base_url": ("model.api_key",),
    "rasa.url": ("rasa.secret",),
    "oidc.issuer": ("oidc.client_secret",),
}
"""Addresses, each with the secrets that are sent there: whoever changes one has to know them."""


class FieldShape(StrEnum):
    """Name how a setting is asked for."""

    SWITCH = "switch"
    CHOICE = "choice"
    NUMBER = "number"
    WORDS = "words"  # several, between commas
    TEXT = "text"
    LINES = "lines"  # several, each in a line of its own
    PAGE = "page"  # the text of a file
    SECRET = "secret"  # noqa: S105  # a word; taken, never shown
    SECRETS = "secrets"
    RECORDS = "records"  # a JSON list
    PATH = "path"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingField:
    """Hold a setting: its name, its shape, its default."""

    name: str  # `webchat.max_chars`
    shape: FieldShape
    description: str
    default: Any
    choices: tuple[str, ...] = ()
    reason: str = ""  # why it is the server's alone, by name; "": a page changes it

    @property
    def section(self) -> str:
        return self.name.partition(".")[0]

    @property
    def is_secret(self) -> bool:
        return self.shape in {FieldShape.SECRET, FieldShape.SECRETS}

    @property
    def variable(self) -> str:
        """Return the name by which the environment sets it."""
        return "COMPTOIR_" + self.name.replace(".", "__").upper()


@cache
def setting_fields() -> Mapping[str, SettingField]:
    """Return every setting by its name, in the order of the model."""
    return {one.name: one for one in _fields(Settings, "")}


def value_at(settings: Settings, name: str) -> Any:  # noqa: ANN401 - of any type of a setting
    """Return the value of a setting."""
    value: Any = settings
    for part in name.split("."):
        value = getattr(value, part)
    return value


def spell(value: Any) -> str:  # noqa: ANN401 - of any type of a setting
    """Return a value as the environment spells it; secrets are spelt, too."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case SecretStr():
            return value.get_secret_value()
        case tuple() if value and isinstance(value[0], BaseModel):
            return json.dumps([one.model_dump(mode="json") for one in value])
        case tuple():
            return ",".join(map(spell, value))
        case _:
            return str(value)


def _fields(model: type[BaseModel], prefix: str) -> Iterator[SettingField]:
    for name, field in model.model_fields.items():
        kind, full = field.annotation, f"{prefix}{name}"
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _fields(kind, f"{full}.")
            continue
        shape, choices = _shape(kind, field)
        yield SettingField(
            name=full,
            shape=shape,
            description=field.description or "",
            default=field.default,
            choices=choices,
            reason=SERVERS_OWN.get(full) or SERVERS_OWN.get(full.partition(".")[0], ""),
        )


def _shape(kind: Any, field: FieldInfo) -> tuple[FieldShape, tuple[str, ...]]:  # noqa: ANN401 - an annotation
    arguments = [one for one in get_args(kind) if one is not type(None)]
    if get_origin(kind) in {Union, types.UnionType}:
        return _shape(arguments[0], field)
    if get_origin(kind) is Literal:
        return FieldShape.CHOICE, tuple(map(str, arguments))
    if get_origin(kind) is tuple:
        of = arguments[0]
        if of is SecretStr:
            return FieldShape.SECRETS, ()
        return (FieldShape.WORDS if of is str else FieldShape.RECORDS), ()
    if kind is str and isinstance(extra := field.json_schema_extra, dict) and "shape" in extra:
        return FieldShape(str(extra["shape"])), ()
    by_kind = {
        bool: FieldShape.SWITCH,
        int: FieldShape.NUMBER,
        float: FieldShape.NUMBER,
        Decimal: FieldShape.NUMBER,
        SecretStr: FieldShape.SECRET,
        Path: FieldShape.PATH,
    }
    return by_kind.get(kind, FieldShape.TEXT), ()
