"""What the insights say, in French and English: `resources/texts.*.yml`, checked when read."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assistant.conversation.conversation_message import Language
from assistant.console.insights.typography import typeset
from assistant.kit.phrases import Phrases

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Return every text, set as its language wants it."""
    return {name: typeset(text, language) for name, text in _PHRASES.texts(language).items()}


def say(name: str, language: Language, /, **values: object) -> str:
    """Return a text with its placeholders filled."""
    return texts(language)[name].format(**values)


def word(section: str, name: str, language: Language) -> str:
    """Return the word for one of many, such as an aspect; one without a word: as it is."""
    return texts(language).get(f"{section}.{name}", name.replace("_", " "))
