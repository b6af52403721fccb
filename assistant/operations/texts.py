"""Word the replies of operations, in French and English: `resources/texts.*.yml`.

The texts are checked when they are read.
"""

from collections.abc import Mapping
from pathlib import Path

from babel import Locale

from assistant.conversation.message import Language
from assistant.kit.phrases import Phrases
from assistant.operations.types import Refusal

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
texts, say = _PHRASES.texts, _PHRASES.say


def explain(refusal: Refusal, language: Language) -> str:
    """Return the reason of a refusal, as the customer reads it."""
    return say(f"refusals.{refusal.code}", language, **worded(refusal, language))


def worded(refusal: Refusal, language: Language) -> Mapping[str, str]:
    """Return a refusal's values as the customer reads them: a country by its name."""
    return {
        name: country(value, language) if name == "country" else value
        for name, value in refusal.values.items()
    }


def country(code: str, language: Language) -> str:
    """Return the country's name; a text that is no country code stays as it is."""
    return str(Locale(language).territories.get(code.upper(), code))
