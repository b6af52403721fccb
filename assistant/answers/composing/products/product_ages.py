"""Compare the age of the one that a product is for with the ages that the product suits. Pure.

"Un jouet pour un enfant de 2 ans" says an age, "dès 3 ans" and "18 mois et plus" say ranges.
"""

import math
from dataclasses import replace
from functools import lru_cache

import regex

from assistant.understanding.searches.search_facets import NUMBER_WORDS
from assistant.understanding.types import Constraints
from retrieval.catalogue.case_folding import fold
from retrieval.catalogue.types import Product

AgeRange = tuple[float, float]
"""The least and the greatest age, in months, both inclusive."""

_YEAR = 12
_UNIT = r"(?P<unit>mois|months?|ans?|years?|yrs?|yo)\b"
_ONE = rf"\b(?P<low>\d{{1,2}}|{'|'.join(NUMBER_WORDS)})"
_TO = r"\s*(?:mois|months?|ans?|years?)?\s*(?:a|to|-|–|et|and)\s*(?P<high>\d{1,2})[ -]*"  # noqa: RUF001 (a dash)
_OPEN = r"\s*(?:et plus|and (?:up|over|older)|or older|\+)"
_FROM = r"(?:des|a partir de|from|over|plus de) (?:l'age de )?"
_BETWEEN = regex.compile(_ONE + _TO + _UNIT)
_ONWARDS = regex.compile(
    rf"{_FROM}{_ONE}[ -]*{_UNIT}|{_ONE}[ -]*{_UNIT}{_OPEN}|{_ONE}\s*\+\s*(?:{_UNIT})?"
)
_EXACT = regex.compile(rf"{_ONE}[ -]*{_UNIT}")
_AGE = regex.compile(r"\bages?\b")


@lru_cache(maxsize=1024)
def age_of_person(message: str) -> AgeRange | None:
    """Return the age that a message says of somebody, as a range; None: it says none."""
    folded = fold(message)
    if found := _BETWEEN.search(folded) or _EXACT.search(folded):
        return _months(found["low"], found["unit"]), _last(found)
    return None


def without_ages(constraints: Constraints) -> Constraints:
    """Return constraints without the sizes that are ages: a toy for somebody of 4 has no size."""
    kept = tuple(one for one in constraints.options if not _EXACT.fullmatch(fold(one[1])))
    return replace(constraints, options=kept)


def suits_age(product: Product | None, age: AgeRange | None) -> bool:
    """Tell whether a product is for somebody of that age, as far as the catalogue tells."""
    if product is None or age is None:
        return True
    stated = [value for name, value in product.attributes if _AGE.search(fold(name))]
    if not stated:
        return _has_size_for(product, age)
    ranges = [found for value in stated if (found := _range(value)) is not None]
    return not ranges or any(low <= age[1] and age[0] <= high for low, high in ranges)


def _has_size_for(product: Product, age: AgeRange) -> bool:
    """Tell whether a product whose sizes are ages comes in one that is at most a year off."""
    sizes = {value for variant in product.variants for _, value in variant.options}
    ages = [_months(one["low"], one["unit"]) for v in sizes if (one := _EXACT.fullmatch(fold(v)))]
    near = (age[0] - _YEAR, age[1] + _YEAR)
    return not ages or any(near[0] <= one <= near[1] for one in ages)


def _range(stated: str) -> AgeRange | None:
    folded = fold(stated)
    if found := _BETWEEN.search(folded):
        return _months(found["low"], found["unit"]), _last(found)
    if found := _ONWARDS.search(folded):
        return _months(found["low"], found["unit"] or "ans"), math.inf
    return None


def _last(found: regex.Match[str]) -> float:
    """Return the last month of the greatest age: somebody of 2 is up to 35 months old."""
    number = found.groupdict().get("high") or found["low"]
    return _months(number, found["unit"]) + (0 if found["unit"][:2] == "mo" else _YEAR - 1)


def _months(number: str, unit: str) -> float:
    return float(NUMBER_WORDS.get(number, number)) * (1 if unit[:2] == "mo" else _YEAR)
