"""What is said of people taking over, in French and English: `resources/texts.*.yml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

import yaml

from assistant.conversation.message import Language

_RESOURCES = Path(__file__).parent / "resources"


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Return every text by "section.name"."""
    path = _RESOURCES / f"texts.{language}.yml"
    sections = cast("dict[str, dict[str, str]]", yaml.safe_load(path.read_text(encoding="utf-8")))
    return {f"{s}.{name}": text for s, named in sections.items() for name, text in named.items()}


def say(name: str, language: Language, /, **values: str) -> str:
    """Return the text "section.name" with its placeholders filled."""
    return texts(language)[name].format(**values)
