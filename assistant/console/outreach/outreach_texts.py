"""Say the texts of the pages of outreach in French and English."""

from math import isfinite
from pathlib import Path

from babel.numbers import format_decimal

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import Money
from assistant.console.shell.texts import LOCALES
from assistant.conversation.message import Language
from assistant.kit.phrases import Phrases
from retrieval.catalogue.types import NO_CURRENCY

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
texts, say = _PHRASES.texts, _PHRASES.say

_FEWER = 0.8  # of the planned customers: a larger share left alone is worth saying


def planned(
    customers: float, at_half: float, least: float, effect: str, *, language: Language
) -> str:
    """Return in words how many customers a comparison is planned for; `inf`: none are enough.

    `least` is the difference that is looked for, in [-1, 1], `effect` its name.
    """
    points = say("ledger.points", language, n=signed(100 * least, language))
    if not isfinite(customers):
        return say("ledger.plan_never", language, points=points, effect=effect)
    plan = say("ledger.plan", language, n=_about(customers, language), points=points, effect=effect)
    if at_half > _FEWER * customers:
        return plan
    return f"{plan} {say('ledger.plan_half', language, n=_about(at_half, language))}"


def grouped(count: int, language: Language) -> str:
    """Return a whole number as it is written in a language: 1,042."""
    return format_decimal(count, format="#,##0", locale=LOCALES[language])


def signed(value: float, language: Language) -> str:
    """Return a number with its sign and one decimal."""
    return format_decimal(value, format="+0.0;\u22120.0", locale=LOCALES[language])


def amount_in(minor: float, *, currency: str, language: Language) -> str:
    """Return an amount of minor units in words; that there is none, where no currency is known."""
    if currency == NO_CURRENCY:
        return say("ledger.no_amount", language)
    return write_amount(Money(amount_minor=round(minor), currency=currency), language)


def signed_amount(minor: float, *, currency: str, language: Language) -> str:
    """Return a difference of minor units in words, with its sign."""
    if currency == NO_CURRENCY:
        return amount_in(minor, currency=currency, language=language)
    sign = "+" if round(minor) >= 0 else "\u2212"
    return sign + amount_in(abs(minor), currency=currency, language=language)


def _about(customers: float, language: Language) -> str:
    """Return a number of customers to two digits."""
    digits = max(0, len(str(round(customers))) - 2)
    return format_decimal(round(customers, -digits), format="#,##0", locale=LOCALES[language])
