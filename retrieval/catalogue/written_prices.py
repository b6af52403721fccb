"""Read prices as shops write them into exact amounts; never through a float."""

import re
import unicodedata
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.core import get_global
from babel.numbers import get_currency_precision

from retrieval.catalogue.types import Money, UnreadableError

_SYMBOLS = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "zł": "PLN"}
_WORDS = {"euro": "EUR", "euros": "EUR", "dollars": "USD", "dollar": "USD"}
_DOLLARS = {"US$": "USD", "$US": "USD", "CA$": "CAD", "$CA": "CAD", "A$": "AUD"}

_APOSTROPHE = "\u2019"  # Swiss prices: 1'234.50
_MAX_CHARS = 64  # a price is short: anything longer is another column's text
_MAX_MINOR = 10**15  # far above any price, and exact in every store
_PRICE = re.compile(r"(?P<before>[^\d.,+-]*)\+?(?P<number>\d[\d.,' ]*|[.,]\d+)(?P<after>\D*)")
_PLAIN = re.compile(r"\+?(\d+\.?\d*|\.\d+)")
_GROUP = 3  # digits between thousands separators
_GROUPS = re.compile(r"\d{1,3}(?:[ .,']\d{3})+")


@lru_cache(maxsize=8192)  # a catalogue repeats its prices
def parse_money(text: str, currency: str) -> Money:
    """Return the amount that `text` states, as a person or a feed writes it.

    Takes "89", "89.00", "1 234,56 €", "1,234.56", "1.234,56", "15.00 USD". A code or symbol in
    the text wins over `currency` (ISO 4217). A single comma before exactly three digits groups
    thousands ("1,234" is 1234), unless the currency has three decimals; a single point never
    does, because "1.234" could be either and a wrong price is worse than none.

    Raises:
        UnreadableError: it is no price, it is negative, or it has more decimals than its currency.
    """
    cleaned = (
        unicodedata.normalize("NFKC", text[: _MAX_CHARS + 1]).replace(_APOSTROPHE, "'").strip()
    )
    found = _PRICE.fullmatch(cleaned) if len(cleaned) <= _MAX_CHARS else None
    if found is None:
        raise UnreadableError(_not_a_price(text))
    code = _currency_of(found["before"] + " " + found["after"], currency, text)
    digits = decimals_of(code)
    amount = Decimal(_normal(found["number"].strip(" '"), digits, text))
    minor = amount.scaleb(digits)
    if minor != minor.to_integral_value():
        message = f"{text!r} has more decimals than {code} has ({digits})"
        raise UnreadableError(message)
    return _money(minor, code, text)


@lru_cache(maxsize=8192)
def parse_plain(text: str, currency: str, *, tax_percent: Decimal = Decimal(0)) -> Money:
    """Return the amount of a machine's decimal: "23.900000", "52", always with a point.

    `tax_percent` (20 for 20 %) is added. Fractions of the smallest unit, which shops keep for
    prices without tax, are rounded half up, as they do when they show the price.

    Raises:
        UnreadableError: it is no such number, or the currency is unknown.
    """
    if not _PLAIN.fullmatch(text) or len(text) > _MAX_CHARS:
        raise UnreadableError(_not_a_price(text))
    amount = Decimal(text) * (100 + tax_percent) / 100
    minor = amount.scaleb(decimals_of(currency)).quantize(Decimal(1), ROUND_HALF_UP)
    return _money(minor, currency, text)


def with_tax(money: Money, tax_percent: Decimal) -> Money:
    """Return an amount without tax as customers see it, rounded half up."""
    amount = Decimal(money.amount_minor) * (100 + tax_percent) / 100
    return replace(money, amount_minor=int(amount.quantize(Decimal(1), ROUND_HALF_UP)))


@lru_cache(maxsize=256)
def decimals_of(currency: str) -> int:
    """Return how many decimals a currency has: 2 for EUR, 0 for JPY, 3 for TND.

    Raises:
        UnreadableError: it is not a currency code.
    """
    if currency not in get_global("all_currencies"):
        message = f"{currency!r} is not a currency: use its three letters, as EUR or USD"
        raise UnreadableError(message)
    return get_currency_precision(currency)


def _currency_of(around: str, currency: str, text: str) -> str:
    """Return the currency named beside the number, else `currency`."""
    words = around.split()
    if not words:
        return currency
    if len(words) > 1 and len(set(words)) > 1:
        raise UnreadableError(_not_a_price(text))
    word = words[0]
    if word == "$":  # many currencies are called dollar: believe the shop's own
        return currency if currency.endswith("D") else "USD"
    known = _SYMBOLS.get(word) or _DOLLARS.get(word) or _WORDS.get(word.lower())
    if known:
        return known
    if word.upper() in get_global("all_currencies"):
        return word.upper()
    raise UnreadableError(_not_a_price(text))


def _normal(number: str, digits: int, text: str) -> str:
    """Return `number` with a point for its decimals and nothing for its thousands."""
    point = max(number.rfind("."), number.rfind(","))
    if point < 0:
        return _ungroup(number, text)
    whole, mark, rest = number[:point], number[point], number[point + 1 :]
    if mark in whole or not rest.isdigit():  # "1.234.567": the mark groups thousands
        return _ungroup(number, text)
    if mark == "," and whole.isdigit() and digits != _GROUP and _GROUPS.fullmatch(number):
        return _ungroup(number, text) if whole[0] != "0" else f"{whole}.{rest}"
    return f"{_ungroup(whole, text) if whole else '0'}.{rest}"


def _ungroup(number: str, text: str) -> str:
    """Return a whole number without its separators.

    Raises:
        UnreadableError: they do not part it in groups of three by one kind of separator.
    """
    if number.isdigit():
        return number
    marks = set(re.sub(r"\d", "", number))
    if len(marks) != 1 or not _GROUPS.fullmatch(number):
        raise UnreadableError(_not_a_price(text))
    return re.sub(r"\D", "", number)


def _money(minor: Decimal, currency: str, text: str) -> Money:
    if minor > _MAX_MINOR:
        message = f"{text!r} is too large for a price"
        raise UnreadableError(message)
    return Money(amount_minor=int(minor), currency=currency)


def _not_a_price(text: str) -> str:
    return f"{text[:40]!r} is not a price: write it as 89.00 or 89,00 €"
