"""Read the prices of delivery out of a shop's pages, of tables or of sentences. Pure."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import regex

from assistant.answers.composing.pages.passage_statements import (
    PassageReading,
    UnitForm,
    plain,
)
from assistant.answers.terms import word_list
from assistant.understanding.entities.postcodes import COUNTRIES
from assistant.understanding.message_words import fold
from assistant.understanding.stated_facts import FactKind, find, places
from retrieval.catalogue.types import Money, UnreadableError
from retrieval.catalogue.written_prices import parse_money

_FREE = regex.compile(r"(?:offert|gratuit|free|franco)")
_FOR_NOTHING = regex.compile(r"(?:offert|gratuit)e?|free")
_BOUND = regex.compile(
    r"(?:des|a partir de|au[- ]dela de|plus de|superieure?s? a|atteint|from|over|above|more than|"
    r"at least|exceeds?|reach\w*)\W{1,3}$"
)
_CARRIAGE = regex.compile(
    r"(?:frais|franco) de port|(?<!\w)port (?:offert|gratuit|compris|inclus)|d'(?:envoi|expedition)"
    r"|(?:etre|est|suis|sera|fois) livre(?!\w)|(?<!\w)livre chez"
)
_DELIVERED = regex.compile(r"(?<!\w)livré(?!\w)", regex.IGNORECASE)
"""With its accent: without it, it may be a book."""
_PRICE_OF = regex.compile(
    r"(?P<name>(?:[^\W\d_]+[ '’-]+){0,7}[^\W\d_]+)"  # noqa: RUF001  # apostrophes
    r"\s*(?::|–|—|coute|est (?:de|facturee? a?)|s'elevent a|sont de|costs|is|are)\s*"  # noqa: RUF001
)
"""A name and what puts a price right behind it; "from", "up to" and "about" are no price."""
_ENDS = regex.compile(
    r"\W*$|\s*[.,;!(]|\s+(?:ttc|en|pour|in|to|for|within|across|and|et|vers|dans|by)(?!\w)"
)
_DEPENDS = regex.compile(
    r"\d\s*(?:k?g|lbs?|oz|cm|€|£|\$|eur|chf)(?!\w)|[€£$]\s*\d"
    r"|(?<!\w)(?:jusqu|moins de|plus de|a partir|up to|under|over|below|above|less|more)"
)
"""Goes with a price that holds for some parcels or baskets only."""
_EXCEPT = regex.compile(r"(?<!\w)(?:hors|sauf|except|excluding|outside|other than|not)(?!\w)")
_CURRENCY = regex.compile(r"[€£$¥]|\b[A-Z]{3}\b")
_COUNTRY = regex.compile(
    r"(?<![\w-])(?:"
    + "|".join(sorted(map(regex.escape, COUNTRIES), key=len, reverse=True))
    + r")(?!\w)"
)


Row = Sequence[tuple[str, str]]
"""The cells of a row, each with its column's header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryTerm:
    """Hold one way of delivery: its price, and the amount of a basket that makes it free."""

    name: str  # as the page names it; "": the page has no name for it
    price: Money
    free_from: Money | None = None  # None: it is never free
    countries: frozenset[str] = frozenset()  # ISO 3166-1 alpha-2; empty: none is named


def countries_in(text: str) -> frozenset[str]:
    """Return the countries that a text names, ISO 3166-1 alpha-2."""
    return frozenset(COUNTRIES[found[0]] for found in _COUNTRY.finditer(fold(text)))


def delivery_terms(readings: Iterable[PassageReading], currency: str) -> tuple[DeliveryTerm, ...]:
    """Return the terms of the first passage that has some; a table counts before sentences."""
    kept = list(readings)
    for read in (_of_rows, _of_sentences):
        for reading in kept:
            if terms := tuple(dict.fromkeys(read(reading, currency))):
                return terms
    return ()


def for_country(
    terms: tuple[DeliveryTerm, ...], country: str, home: str
) -> tuple[DeliveryTerm, ...]:
    """Return the terms for a country; "": for the shop's own.

    Where that is not told either, it is the country named first; terms that name none are for the
    shop's own.
    """
    if not any(one.countries for one in terms):
        return terms if country in {"", home} else ()
    wanted = country or home or min(next(one.countries for one in terms if one.countries))
    found = tuple(one for one in terms if wanted in one.countries)
    at_home = tuple(one for one in terms if not one.countries)
    return found or (at_home if wanted == home else ())


def speaks_of_delivery(text: str) -> bool:
    """Tell whether a text speaks of delivery, or of its price."""
    folded = fold(text)
    if not word_list("delivery").isdisjoint(_words(folded)):
        return True
    return bool(_CARRIAGE.search(folded) or _DELIVERED.search(text))


def _words(folded: str) -> list[str]:
    return regex.findall(r"\w+", folded)


def _is_beside(text: str) -> bool:
    """Tell whether a text speaks of another price: of a return, a gift wrap, without tax."""
    return not word_list("beside_delivery").isdisjoint(_words(fold(text)))


def _is_about(reading: PassageReading) -> bool:
    passage = reading.passage
    about = any(map(speaks_of_delivery, (passage.title, *passage.headings)))
    return about and not _is_beside(reading.heading)


def _of_rows(reading: PassageReading, currency: str) -> Sequence[DeliveryTerm]:
    """Return the terms of a table; none of one whose prices go by weight or by amount."""
    rows = [one.row for one in reading.statements if one.form is UnitForm.ROW]
    about = _is_about(reading)
    rows = [row for row in rows if about or any(speaks_of_delivery(header) for header, _ in row)]
    found = [(row, price) for row in rows if (price := _price(row, currency))]
    if any(_DEPENDS.search(fold(name)) for row, _ in found for _, name in _names(row, currency)):
        return ()
    heading = reading.heading
    return [term for row, price in found if (term := _of_row(row, price, currency, heading))]


def _price(row: Row, currency: str) -> Money | None:
    """Return the one price of a row; None: it has none, or a second amount beside it."""
    amounts = [
        (set(_words(fold(header))), amount, cell)
        for header, cell in row
        if not _FREE.search(fold(header)) and (amount := _money(cell, currency, header))
    ]
    prices = [(words, one) for words, one, _ in amounts if words & word_list("price_columns")]
    sums = [cell for _, _, cell in amounts if any(f.kind is FactKind.AMOUNT for f in find(cell))]
    if len(prices) != 1 or len(sums) > 1 or prices[0][0] & word_list("beside_delivery"):
        return None
    return prices[0][1]


def _names(row: Row, currency: str) -> list[tuple[bool, str]]:
    """Return the cells of a row that name a way of delivery or a place, the place first.

    Each with whether it is the place: of a column of places, else the first that names a country.
    """
    found = [
        (bool(words & word_list("place_columns")), cell)
        for header, cell in row
        if any(map(str.isalpha, cell))
        and not _FREE.search(fold(header))
        and not (words := set(_words(fold(header)))) & word_list("price_columns")
        and not words & word_list("time_columns")
        and _money(cell, currency) is None
        and not any(fact.kind is FactKind.DURATION for fact in find(cell))
    ]
    if found and not any(is_place for is_place, _ in found):
        found[0] = (bool(countries_in(found[0][1])), found[0][1])
    return sorted(found, key=lambda one: not one[0])


def _of_row(row: Row, price: Money, currency: str, heading: str) -> DeliveryTerm | None:
    """Return the term of a row; None: nothing names it, or all countries but some are meant."""
    bounds = [
        amount
        for header, cell in row
        if _FREE.search(fold(header)) and (amount := _money(cell, currency, header))
    ]
    names = _names(row, currency)
    if not names or any(_EXCEPT.search(fold(name)) for _, name in names):
        return None
    placed = countries_in(names[0][1]) if names[0][0] else frozenset()
    told = [name for _, name in (names[1:] or names if placed else names)]
    return DeliveryTerm(
        name=", ".join(told),
        price=price,
        free_from=bounds[0] if bounds else None,
        countries=placed or countries_in(heading),
    )


def _of_sentences(reading: PassageReading, currency: str) -> Sequence[DeliveryTerm]:
    about = _is_about(reading)
    return [
        term
        for unit in reading.units
        if unit.form is not UnitForm.ROW
        and (speaks_of_delivery(unit.text) or (about and unit.form is UnitForm.ITEM))
        and (term := _of_sentence(plain(unit.text), currency, reading.heading))
    ]


def _of_sentence(said: str, currency: str, heading: str) -> DeliveryTerm | None:
    """Return the term of a sentence or list item that names a way and, right behind it, its price.

    None where it may be any other price: a wrong sum is worse than none.
    """
    folded = fold(said)
    named = _PRICE_OF.match(folded)
    if named is None or _is_beside(said) or _EXCEPT.search(folded):
        return None
    bounds, prices = [], []
    for start, end, fact in places(said):
        amount = _money(said[start:end], currency) if fact.kind is FactKind.AMOUNT else None
        if amount is None:
            continue
        if start == named.end() and _ENDS.match(folded, end):
            prices.append(amount)
        elif _FREE.search(folded) and _BOUND.search(folded[:start]):
            bounds.append(amount)
        else:
            return None  # of which nobody knows what it is
    if len(prices) != 1 or len(bounds) != bool(_FREE.search(folded)):
        return None
    return DeliveryTerm(
        name=said[slice(*named.span("name"))],
        price=prices[0],
        free_from=bounds[0] if bounds else None,
        countries=countries_in(said) or countries_in(heading),
    )


def _money(cell: str, currency: str, header: str = "") -> Money | None:
    """Return the amount that a cell states; "free" is none at all: zero; None: no amount.

    Its column may name the currency.
    """
    for unit in _CURRENCY.findall(header):
        with suppress(UnreadableError):
            currency = parse_money(f"1 {unit}", currency).currency
    if _FOR_NOTHING.fullmatch(fold(cell).strip()):
        return Money(amount_minor=0, currency=currency)
    with suppress(UnreadableError):
        if any(map(str.isdigit, cell)) and "+" not in cell:
            return parse_money(cell, currency)
    return None
