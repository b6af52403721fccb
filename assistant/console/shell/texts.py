"""Read the texts of the console in French and English, `resources/texts.*.yml`, and check them."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import get_args

from assistant.conversation.message import Language
from assistant.kit.phrases import Phrases

LANGUAGES: Mapping[str, Language] = {one: one for one in get_args(Language)}
"""Languages by their codes, to read a code that came in."""

LOCALES: Mapping[Language, str] = {"fr": "fr_FR", "en": "en_GB"}
"""How numbers, days and times are written for the reader of a language."""

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
texts, say = _PHRASES.texts, _PHRASES.say


def word(section: str, name: str, language: Language) -> str:
    """Return the word for a value, such as a reason; a value that has no word yet: as it is."""
    return texts(language).get(f"{section}.{name}", name.replace("_", " "))


def speaker(language: Language) -> Callable[..., str]:
    """Return the function by which templates say texts in `language`."""

    def t(name: str, /, **values: object) -> str:
        return say(name, language, **values)

    return t


@cache
def spoken(section: str, language: Language) -> Mapping[str, str]:
    """Return the texts of a section by their names, for the scripts of a page."""
    start = f"{section}."
    return {
        name.removeprefix(start): text
        for name, text in texts(language).items()
        if name.startswith(start)
    }
