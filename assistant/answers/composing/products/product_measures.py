"""Measure a product by a criterion, from the values of its catalogue: 1 400 g, -12 °C. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from assistant.answers.composing.products.product_cards import price
from assistant.answers.composing.products.variant_summary import fitting
from assistant.conversation.message import Language
from assistant.understanding.search_move import Criterion, CriterionUnit
from assistant.understanding.types import Constraints
from retrieval.catalogue.case_folding import fold
from retrieval.catalogue.types import Product

_NUMBER = r"(?<![\d.,])(?P<number>\d{1,3}(?:[ .,]\d{3})+|\d+(?:[.,]\d+)?)"
_SIGNED = r"(?<![\d.,])(?P<sign>-|−|minus |moins )?(?P<number>\d+(?:[.,]\d+)?)"  # noqa: RUF001 (a minus)
_MEASURED = {
    CriterionUnit.WEIGHT: rf"{_NUMBER} ?(?P<unit>kg|g)\b(?!/)",
    CriterionUnit.TEMPERATURE: rf"{_SIGNED} ?(?P<unit>°) ?c\b",
    CriterionUnit.WATER_COLUMN: rf"{_NUMBER} ?(?P<unit>mm)\b",
    CriterionUnit.BREATHABILITY: rf"{_NUMBER} ?(?P<unit>g)/m",
    CriterionUnit.VOLUME: rf"{_NUMBER} ?(?P<unit>l|litres?|liters?|cl|ml)\b",
    CriterionUnit.LENGTH: rf"{_NUMBER} ?(?P<unit>m|cm|mm)\b",
    CriterionUnit.HOURS: rf"{_NUMBER} ?(?P<unit>h|heures?|hours?|hrs?|jours?|days?)\b",
    CriterionUnit.UV: rf"(?P<unit>upf|spf|uv) ?{_NUMBER}",
}
_COMPILED = {unit: regex.compile(pattern) for unit, pattern in _MEASURED.items()}
_FACTORS = {"kg": 1000, "cl": 10, "ml": 1, "cm": 10, "m": 1000, "j": 24, "d": 24}
_LITRES = 1000
_THOUSANDS = 3  # digits behind a separator of thousands


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredValue:
    """Hold the value of a product by a criterion, and the catalogue's words for it."""

    amount: float
    said: str


def measure(
    product: Product, criterion: Criterion, constraints: Constraints, language: Language
) -> MeasuredValue | None:
    """Return the value of a product by a criterion; None: its catalogue does not tell.

    A price is that of the cheapest variant that satisfies `constraints`, or of the dearest where
    that is asked for.
    """
    if criterion.unit is CriterionUnit.PRICE:
        return _price(product, criterion, constraints, language)
    if criterion.named is None:
        return None
    found = [
        MeasuredValue(amount=amount, said=f"{name}{' : ' if language == 'fr' else ': '}{value}")
        for name, value in _stated(product)
        if criterion.named.search(fold(name))
        and (amount := amount_in(value, criterion.unit)) is not None
    ]
    if not found:
        return None
    return (max if criterion.most else min)(found, key=lambda one: one.amount)


@lru_cache(maxsize=16_384)
def amount_in(stated: str, unit: CriterionUnit) -> float | None:
    """Return the first amount that a value states in a unit, in its smallest part; None: none."""
    pattern = _COMPILED.get(unit)
    match = pattern.search(fold(stated)) if pattern else None
    if match is None:
        return None
    amount = _number(match["number"]) * _factor(match["unit"], unit)
    return -amount if match.groupdict().get("sign") else amount


def _stated(product: Product) -> Iterator[tuple[str, str]]:
    """Yield the attributes and the options of a product, as (name, value)."""
    yield from product.attributes
    for variant in product.variants:
        yield from variant.options


def _price(
    product: Product, criterion: Criterion, constraints: Constraints, language: Language
) -> MeasuredValue | None:
    shown = fitting(product.variants, constraints) or product.variants
    buyable = [v for v in shown if v.available and v.price] or [v for v in shown if v.price]
    pick = max if criterion.most else min
    if not buyable:
        return None
    best = pick(buyable, key=lambda v: v.price.amount_minor if v.price else 0)
    amount = best.price.amount_minor if best.price else 0
    return MeasuredValue(amount=amount, said=price((best,), language))


def _factor(unit: str, of: CriterionUnit) -> int:
    if of is CriterionUnit.VOLUME and unit.startswith("l"):
        return _LITRES
    if of is CriterionUnit.HOURS:
        return _FACTORS.get(unit[0], 1)
    return _FACTORS.get(unit, 1)


def _number(written: str) -> float:
    """Return a number: "1 400", "1,400" and "1.400" are one, "2,5" is a fraction."""
    *whole, last = regex.split(r"[ .,]", written)
    if whole and len(last) < _THOUSANDS:
        return float(f"{''.join(whole)}.{last}")
    return float("".join((*whole, last)))
