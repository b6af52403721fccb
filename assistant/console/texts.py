"""What the console says, in French and English: `resources/texts.*.yml`, checked when read."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast, get_args

import yaml

from assistant.conversation.message import Language

_RESOURCES = Path(__file__).parent / "resources"


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Return every text by "section.name".

    Raises:
        ValueError: the two languages do not have the same names.
    """
    read = {one: _flat(one) for one in get_args(Language)}
    if len({frozenset(names) for names in read.values()}) > 1:
        names = sorted(frozenset(read["fr"]) ^ frozenset(read["en"]))
        msg = f"texts.*.yml: only one language has {', '.join(names)}"
        raise ValueError(msg)
    return read[language]


def say(name: str, language: Language, /, **values: object) -> str:
    """Return the text "section.name" with its placeholders filled."""
    return texts(language)[name].format(**values)


def word(section: str, name: str, language: Language) -> str:
    """Return the word for one of many, such as a reason; a newer one than the texts: as it is."""
    return texts(language).get(f"{section}.{name}", name.replace("_", " "))


@cache
def spoken(section: str, language: Language) -> Mapping[str, str]:
    """Return a section's texts by their names, for the scripts of a page."""
    start = f"{section}."
    return {
        name.removeprefix(start): text
        for name, text in texts(language).items()
        if name.startswith(start)
    }


def _flat(language: Language) -> dict[str, str]:
    path = _RESOURCES / f"texts.{language}.yml"
    sections = cast("dict[str, dict[str, str]]", yaml.safe_load(path.read_text(encoding="utf-8")))
    return {f"{s}.{name}": text for s, named in sections.items() for name, text in named.items()}
