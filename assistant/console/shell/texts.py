"""What the console says, in French and English: `resources/texts.*.yml`, checked when read."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assistant.conversation.message import Language
from assistant.kit.phrases import Phrases

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
texts, say = _PHRASES.texts, _PHRASES.say


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
