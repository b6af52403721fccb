"""How text is set on the page: the data keeps plain spaces and straight quotes."""

import re
from decimal import Decimal

from babel.numbers import format_currency

from retrieval.catalogue.catalogue_types import Money

_NBSP = "\u00a0"
_THIN = "\u202f"  # narrow no-break space
_LOCALES = {"fr": "fr_FR", "en": "en_IE"}  # English as written where the euro is the currency
_UNIT = r"(?:°C|mm|cm|km|kg|g|ml|cl|l|h|m|CO2e|EUR|UPF)\b"

_COMMON = (
    (re.compile(r"(?<=\d) (à|to) (?=\d)"), rf"{_NBSP}\1{_NBSP}"),
    (re.compile(rf"(?<=\d) (?={_UNIT})"), _NBSP),
    (re.compile(r"(?<=\w)'"), "\u2019"),
)
_RULES = {
    "fr": (
        (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), _THIN),
        (re.compile(r" (?=[:»%€])"), _NBSP),
        (re.compile(r" (?=[;!?])"), _THIN),
        (re.compile(r"« "), f"«{_NBSP}"),
        *_COMMON,
    ),
    "en": (
        *_COMMON,
        (re.compile(r'"([^"]*)"'), r"“\1”"),
    ),
}


def typeset(text: str, language: str) -> str:
    """Return `text` with the spaces and quotes its language asks for; words never change."""
    for pattern, replacement in _RULES[language]:
        text = pattern.sub(replacement, text)
    return text


def price(money: Money, language: str) -> str:
    """Return an amount as a customer reads it: 45,00 € or €45.00."""
    amount = Decimal(money.amount_minor) / 100
    return format_currency(amount, money.currency, locale=_LOCALES[language])
