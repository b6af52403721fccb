"""What the dialogue says, in French and English: `resources/texts.*.yml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

import yaml

from assistant.conversation.message import Language

_RESOURCES = Path(__file__).parent / "resources"


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Return every text by "section.name", or by its name where it stands in no section."""
    path = _RESOURCES / f"texts.{language}.yml"
    read = cast("dict[str, str | dict[str, str]]", yaml.safe_load(path.read_text(encoding="utf-8")))
    flat: dict[str, str] = {}
    for name, value in read.items():
        if isinstance(value, str):
            flat[name] = value
        else:
            flat.update({f"{name}.{inner}": text for inner, text in value.items()})
    return flat


def say(name: str, language: Language, /, **values: str) -> str:
    """Return a text with its placeholders filled."""
    return texts(language)[name].format(**values)
