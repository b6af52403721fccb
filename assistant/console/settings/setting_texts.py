"""Say settings, their groups and errors in French and English."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.conversation.message import Language
from assistant.kit.phrases import Phrases

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
texts, say = _PHRASES.texts, _PHRASES.say

_PART = " ::"
BY_TYPE: Mapping[str, tuple[str, str]] = {  # of pydantic's error: our text, and its limit
    "int_parsing": ("int", ""),
    "int_from_float": ("int", ""),
    "float_parsing": ("number", ""),
    "decimal_parsing": ("number", ""),
    "greater_than_equal": ("at_least", "ge"),
    "greater_than": ("above", "gt"),
    "less_than_equal": ("at_most", "le"),
    "less_than": ("below", "lt"),
    "string_pattern_mismatch": ("pattern", ""),
    "string_too_short": ("short", "min_length"),
    "string_too_long": ("long", "max_length"),
    "literal_error": ("choice", ""),
}
"""Our text for pydantic's errors that forms and written rules share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Hold a label and the help below it."""

    label: str
    help: str


def labelled(name: str, language: Language) -> Labelled:
    """Return the label and the help of a setting or a group."""
    label, _, about = texts(language)[name].partition(_PART)
    return Labelled(label=label.strip(), help=about.strip())


def say_choice(value: str, language: Language) -> str:
    """Return the word for a value of a setting with a few choices."""
    name = f"choice.{value}" if value else "page.empty"
    return texts(language).get(name, value)


def say_error(error: Mapping[str, Any], language: Language) -> str:
    """Return the text for one of pydantic's errors."""
    name, limit = BY_TYPE.get(error["type"], ("other", ""))
    if name == "other":
        return say("error.other", language, why=error["msg"])
    return say(f"error.{name}", language, limit=error.get("ctx", {}).get(limit, ""))
