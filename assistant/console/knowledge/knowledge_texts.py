"""Say the texts of the knowledge pages, with figures and moments as the reader writes them."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from assistant.console.shell.texts import LOCALES
from assistant.conversation.message import Language
from assistant.desk.handoff.moments import write_moment
from assistant.kit.phrases import Phrases

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
texts, say = _PHRASES.texts, _PHRASES.say


def count(name: str, n: int, language: Language) -> str:
    """Return a number with its noun, in the singular or the plural of the language."""
    is_one = n <= 1 if language == "fr" else n == 1
    return say(f"{name}.{'one' if is_one else 'many'}", language, n=number(n, language))


def number(n: int, language: Language) -> str:
    """Return a number as the language groups its digits."""
    return str(format_decimal(n, locale=LOCALES[language]))


def moment(at: datetime, zone: ZoneInfo, language: Language) -> str:
    """Return a moment by the shop's clock."""
    return write_moment(at, zone=zone, language=language)
