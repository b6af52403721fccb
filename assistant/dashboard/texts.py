"""What the insights say, in French and English: `resources/texts.*.yml`, checked when read."""

from pathlib import Path

from assistant.conversation.message import Language
from assistant.phrases import Phrases

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
texts, say = _PHRASES.texts, _PHRASES.say


def word(section: str, name: str, language: Language) -> str:
    """Return the word for one of many, such as an aspect; one without a word: as it is."""
    return texts(language).get(f"{section}.{name}", name.replace("_", " "))
