"""What operations say, in French and English: `resources/texts.*.yml`, checked when it is read."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast, get_args

import yaml
from babel import Locale

from assistant.conversation.message import Language
from assistant.operations.types import Refusal

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


def say(name: str, language: Language, /, **values: str) -> str:
    """Return the text "section.name" with its placeholders filled."""
    return texts(language)[name].format(**values)


def explain(refusal: Refusal, language: Language) -> str:
    """Return why not, as the customer reads it."""
    return say(f"refusals.{refusal.code}", language, **worded(refusal, language))


def worded(refusal: Refusal, language: Language) -> Mapping[str, str]:
    """Return a refusal's values as the customer reads them: a country by its name."""
    return {
        name: country(value, language) if name == "country" else value
        for name, value in refusal.values.items()
    }


def country(code: str, language: Language) -> str:
    """Return the country's name; what is no code: as it is."""
    return str(Locale(language).territories.get(code.upper(), code))


def _flat(language: Language) -> dict[str, str]:
    path = _RESOURCES / f"texts.{language}.yml"
    sections = cast("dict[str, dict[str, str]]", yaml.safe_load(path.read_text(encoding="utf-8")))
    return {f"{s}.{name}": text for s, named in sections.items() for name, text in named.items()}
