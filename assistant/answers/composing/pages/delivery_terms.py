"""Read the prices of delivery out of a shop's pages, of tables or of sentences. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex

from assistant.answers.composing.pages.passage_statements import (
    PassageReading,
    Statement,
    UnitForm,
    plain,
)
from assistant.answers.terms import word_list
from assistant.understanding.entities.postcodes import COUNTRIES
from assistant.understanding.message_words import fold
from assistant.understanding.stated_facts import FactKind, find, places
from retrieval.catalogue.types import Money, UnreadableError
from retrieval.catalogue.written_prices import parse_money

MOST_WORDS = 6  # of the name of a way of delivery that a list gives

_FREE = regex.compile(r"(?:offert|gratuit|free|franco)")
_FOR_NOTHING = regex.compile(r"(?:offert|gratuit)e?|free")
_BOUND = regex.compile(
    r"(?:des|a partir de|au[- ]dela de|plus de|superieure?s? a|atteint|from|over|above|more than|"
    r"at least|exceeds?|reach\w*)\W{1,3}$"
)
_NAMED = regex.compile(r"\s*([^:–—]+?)\s*[:–—]")  # noqa: RUF001  # dashes
_COUNTRY = regex.compile(
    r"(?<!\w)(?:"
    + "|".join(sorted(map(regex.escape, COUNTRIES), key=len, reverse=True))
    + r")(?!\w)"
)


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
    """Return the terms for a country; "": for the shop's own, else for the country named first.

    Terms that name no country are for any.
    """
    if not any(one.countries for one in terms):
        return terms if country in {"", home} else ()
    named = next(one.countries for one in terms if one.countries)
    for wanted in ({country},) if country else ({home}, named):
        if found := tuple(one for one in terms if one.countries & wanted):
            return found
    return ()


def _of_rows(reading: PassageReading, currency: str) -> Iterator[DeliveryTerm]:
    for statement in reading.statements:
        if statement.form is UnitForm.ROW and (term := _of_row(statement, currency)):
            yield term


def _of_row(statement: Statement, currency: str) -> DeliveryTerm | None:
    """Return the term of a row that has a column of prices; None: it has none."""
    price, free_from, names = None, None, []
    for header, cell in statement.row:
        amount = _money(cell, currency)
        if _FREE.search(fold(header)):
            free_from = amount
        elif amount is not None and set(fold(header).split()) & word_list("price_columns"):
            price = amount
        elif amount is None and not _tells_time(header, cell):
            names.append(cell)
    if price is None or not names:
        return None
    first, *rest = names
    return DeliveryTerm(
        name=", ".join(one for one in rest if one) or first,
        price=price,
        free_from=free_from,
        countries=countries_in(first) or countries_in(" ".join(rest)),
    )


def _tells_time(header: str, cell: str) -> bool:
    timed = set(fold(header).split()) & word_list("time_columns")
    return bool(timed) or any(fact.kind is FactKind.DURATION for fact in find(cell))


def _of_sentences(reading: PassageReading, currency: str) -> Iterator[DeliveryTerm]:
    """Yield the terms of sentences and list items that speak of delivery and state one price."""
    words = word_list("delivery")
    about = bool(words & set(fold(reading.heading).split()))
    for unit in reading.units:
        said = plain(unit.text)
        folded = fold(said)
        if unit.form is UnitForm.ROW or not (about or words & set(regex.findall(r"\w+", folded))):
            continue
        bounds, prices = _amounts(said, currency)
        if len(prices) == 1 and len(bounds) <= 1:
            named = _NAMED.match(said)
            name = named[1] if named and len(named[1].split()) <= MOST_WORDS else ""
            bound = bounds[0] if bounds else None
            countries = countries_in(said)
            yield DeliveryTerm(name=name, price=prices[0], free_from=bound, countries=countries)


def _amounts(said: str, currency: str) -> tuple[list[Money], list[Money]]:
    """Return the amounts from which something is free, and the other ones."""
    bounds: list[Money] = []
    prices: list[Money] = []
    free = bool(_FREE.search(fold(said)))
    for start, end, fact in places(said):
        amount = _money(said[start:end], currency) if fact.kind is FactKind.AMOUNT else None
        if amount is not None:
            is_bound = free and _BOUND.search(fold(said[:start]))
            (bounds if is_bound else prices).append(amount)
    return bounds, prices


def _money(cell: str, currency: str) -> Money | None:
    """Return the amount that a cell states; "free" is none at all: zero; None: no amount."""
    if _FOR_NOTHING.fullmatch(fold(cell).strip()):
        return Money(amount_minor=0, currency=currency)
    try:
        return parse_money(cell, currency) if any(map(str.isdigit, cell)) else None
    except UnreadableError:
        return None
