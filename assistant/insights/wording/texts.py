"""Read the texts of the insights, in French and English, typeset for each language.

`resources/texts.*.yml`, checked when read. They are kept with plain spaces and straight
apostrophes. Customers' words are never typeset.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assistant.conversation.message import Language
from assistant.kit.phrases import Phrases

_SPACE = "\u00a0"
_THIN = "\u202f"  # narrow, and does not break either
_APOSTROPHE = (re.compile(r"(?<=\w)'"), "\u2019")
_RULES = {
    "fr": (
        (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), _THIN),
        (re.compile(r" (?=[:»%])"), _SPACE),
        (re.compile(r" (?=[;!?])"), _THIN),
        (re.compile(r"« "), f"«{_SPACE}"),
        _APOSTROPHE,
    ),
    "en": (_APOSTROPHE,),
}


def typeset(text: str, language: Language) -> str:
    """Return a text with the spaces and apostrophes of its language; its words stay."""
    for pattern, replacement in _RULES[language]:
        text = pattern.sub(replacement, text)
    return text


_PHRASES = Phrases(folder=Path(__file__).parent / "resources")


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Return every text, typeset for its language."""
    return {name: typeset(text, language) for name, text in _PHRASES.texts(language).items()}


def say(name: str, language: Language, /, **values: object) -> str:
    """Return a text with its placeholders filled."""
    return texts(language)[name].format(**values)


def word(section: str, name: str, language: Language) -> str:
    """Return the word for a value, such as an aspect; the value itself if it has no word."""
    return texts(language).get(f"{section}.{name}", name.replace("_", " "))
