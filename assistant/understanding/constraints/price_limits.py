"""Find the prices in a message: "sous 50 EUR", "between 20 and 40", "pas plus de 100"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.numbers import get_currency_precision

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLimits:
    """Hold the price limits of a message, and the places of the words that say them."""

    min_minor: int | None = None  # inclusive, in the smallest unit of the shop's currency
    max_minor: int | None = None  # inclusive
    spans: tuple[Span, ...] = ()


ABOUT = Decimal("0.2")
"""Reach of "around 50" on both sides, as a share of the amount."""

_BARE_MAX_WORDS = 6  # "robe 50 euros" names a budget; a longer message may tell a story

# No price has more than twelve digits, and one that had could be neither written nor compared.
_NUMBER = r"(?:\d{1,3}(?:[ .,]\d{3}){1,3}(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,2})?)(?![\d.,]*\d)"
_SIGN = r"(?:[€$£]|eur|usd|cad|gbp|chf)\s?"
_UNIT = (
    r"(?:[€$£]|(?:euros?|eur|e|dollars?|usd|cad|gbp|pounds?|quid|bucks?|balles|chf|francs?)(?!\w))"
)
# Without a currency a number is a price only where nothing counted follows: "under 30 days".
_ALONE = (
    r"(?=\s*(?:$|[?!.,;:)]|(?:et|en|avec|pour|dans|si|svp|stp|ttc|max\w*|ou|ca|and|in|with|for"
    r"|please|pls|plz|if|or|that|qui|tops)(?!\w)))"
)


def _amount(name: str, *, alone: bool) -> str:
    """Return a pattern for an amount; `alone` allows one without a currency."""
    number = rf"(?<![\w.,])(?:{_SIGN}(?P<{name}_s>{_NUMBER})|(?P<{name}_u>{_NUMBER})\s?{_UNIT}"
    return number + (rf"|(?P<{name}_a>{_NUMBER})(?!\w|\s?%){_ALONE})" if alone else ")")


def _loose(name: str) -> str:
    """Return a pattern for a range's first amount, whose currency its second one names."""
    return rf"(?:{_SIGN})?(?<![\w.,])(?P<{name}_a>{_NUMBER})(?:\s?{_UNIT})?"


_MAX = (
    r"sous(?: les?)?|a? ?moins (?:de|d'|que|cher que)|(?:en|au)[ -]dessous (?:de|d')"
    r"|inferieure?s? a|jusqu'a|pas plus (?:de|que|cher que)|depass\w+ pas(?: les?)?"
    r"|pas au[ -]dela de|max(?:i|imum)?(?: de| of)?|under|below|less than|up to"
    r"|(?:no|not) more than|at most|cheaper than|within|<=?"
    r"|budget(?: (?:max\w*|de|d'environ|of|is|est de|:))*"
)
_MIN = (
    r"pas moins de|(?:no|not) less than|plus (?:de|que|cher que)|au[ -]dessus de|a partir de"
    r"|superieure?s? a|min(?:i|imum)?(?: de| of)?|over|above|more than|starting (?:at|from)|>=?"
)
_MIN_PAID = r"au moins|at least|des|from"  # with a currency only: "at least 2"
_ROUND = r"autour de|aux? alentours? de|dans les|around|roughly"
_ROUND_PAID = r"environ|vers|about|approximately"
_UP_TO_PAID = r"pour|for"  # "a present for 50 euros"
_EXACT_PAID = r"a|at|coute(?:nt)?|costs?"

_RANGES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:entre|between)\s+{_loose('low')}\s+(?:et|and|a|to)\s+{_amount('high', alone=True)}",
        rf"(?:\b(?:de|from)\s+)?{_loose('low')}\s?(?:-|–|a|to)\s?{_amount('high', alone=False)}",  # noqa: RUF001
    )
)
_AFTER = re.compile(
    rf"{_amount('n', alone=False).removesuffix(')')}|(?P<n_a>{_NUMBER}))\s?"
    r"(?:(?P<max>max(?:i|imum)?|grand max|au plus|ou moins|or less|or under|tops|at most)"
    r"|(?P<min>min(?:i|imum)?|ou plus|et plus|or more|and up|\+))(?!\w)"
)
_BEFORE = re.compile(
    rf"(?<!\w)(?:(?:(?P<max>{_MAX})|(?P<min>{_MIN})|(?P<round>{_ROUND}))\s*"
    rf"(?:les |environ |about )?{_amount('n', alone=True)}"
    rf"|(?:(?P<min_paid>{_MIN_PAID})|(?P<round_paid>{_ROUND_PAID})|(?P<max_paid>{_UP_TO_PAID})"
    rf"|(?P<exact>{_EXACT_PAID}))\s+{_amount('p', alone=False)})"
)
_BARE = re.compile(_amount("n", alone=False))


def find(folded: str, currency: str) -> PriceLimits:
    """Return the price limits in a folded text (`text.fold`).

    Amounts count as the shop's `currency` whichever sign they carry: nothing is converted.
    """
    if not any(character.isdigit() for character in folded):
        return PriceLimits()
    low: int | None = None
    high: int | None = None
    spans: list[Span] = []
    for lower, upper, span in _limits(folded):
        if any(span[0] < end and start < span[1] for start, end in spans):
            continue
        low = _minor(lower, currency) if lower is not None and low is None else low
        high = _minor(upper, currency) if upper is not None and high is None else high
        spans.append(span)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return PriceLimits(min_minor=low, max_minor=high, spans=tuple(spans))


def _limits(folded: str) -> Iterator[tuple[Decimal | None, Decimal | None, Span]]:
    """Yield (lower, upper, where), the surest patterns first."""
    for pattern in _RANGES:
        for match in pattern.finditer(folded):
            yield _number(match, "low"), _number(match, "high"), match.span()
    for match in _AFTER.finditer(folded):
        amount = _number(match, "n")
        if match["max"]:
            yield None, amount, match.span()
        elif not match["n_a"]:  # "2 or more" counts things
            yield amount, None, match.span()
    found = False
    for match in _BEFORE.finditer(folded):
        found = True
        yield (*_meaning(match), match.span())
    if not found and len(folded.split()) <= _BARE_MAX_WORDS:
        for match in _BARE.finditer(folded):
            yield None, _number(match, "n"), match.span()


def _meaning(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    amount = _number(match, "n" if _number_text(match, "n") else "p")
    if match["max"] or match["max_paid"]:
        return None, amount
    if match["min"] or match["min_paid"]:
        return amount, None
    if match["exact"]:
        return amount, amount
    return amount * (1 - ABOUT), amount * (1 + ABOUT)


def _number_text(match: re.Match[str], name: str) -> str:
    groups = match.groupdict()
    return next((found for kind in "sua" if (found := groups.get(f"{name}_{kind}"))), "")


def _number(match: re.Match[str], name: str) -> Decimal:
    """Return the amount of a group: "1 200,50" and "1,200.50" are one."""
    text = _number_text(match, name).replace(" ", "")
    last = max(text.rfind("."), text.rfind(","))
    if last >= 0 and len(text) - last - 1 < 3:  # noqa: PLR2004 (three digits are thousands)
        whole = text[:last].replace(".", "").replace(",", "")
        return Decimal(f"{whole}.{text[last + 1 :]}")
    return Decimal(text.replace(".", "").replace(",", ""))


def _minor(amount: Decimal, currency: str) -> int:
    return int((amount * 10 ** _digits(currency)).to_integral_value())


@cache
def _digits(currency: str) -> int:
    return get_currency_precision(currency)
