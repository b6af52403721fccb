"""Find the criterion of a message that asks for the best: price, weight, warmth ... Pure."""

from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from assistant.understanding.constraints.price_limits import Span
from assistant.understanding.message_words import fold
from assistant.understanding.search_move import Criterion, CriterionUnit
from retrieval.text.resource_files import load_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCriterion:
    """Hold the criterion of a message, and the place of the words that say it."""

    criterion: Criterion
    span: Span


CHEAPEST = "cheapest"

# Wishes for a low price that rank nothing: "une robe pas chère" looks for a dress, cheapest first.
_LOW_PRICE = regex.compile(
    r"\b(?:pas (?:tres |trop )?cher(?:e?s?)|peu couteu\w*|petits? prix|petit budget|abordables?|"
    r"bon marche|(?<!plus )cheap|affordable|inexpensive|(?:not|n't) (?:too )?expensive)\b"
)


@cache
def criteria() -> tuple[Criterion, ...]:
    """Return the criteria of `resources/criteria.yml`."""
    return tuple(
        Criterion(
            name=row["name"],
            asked=regex.compile(rf"\b(?:{row['asked'].replace('| ', '|').strip()})(?!\w)"),
            named=regex.compile(row["named"]) if "named" in row else None,
            unit=CriterionUnit(row["unit"]),
            most=row["best"] == "most",
            said=row["said"],
            topic=row["topic"],
        )
        for row in load_yaml("assistant.understanding", "criteria.yml")
    )


def criterion_named(name: str) -> Criterion:
    """Return the criterion of that name.

    Raises:
        LookupError: there is none.
    """
    return {one.name: one for one in criteria()}[name]


@lru_cache(maxsize=1024)
def criterion_in(message: str) -> AskedCriterion | None:
    """Return the criterion that a message asks for; None: it asks for no best one."""
    folded = fold(message)
    for one in criteria():
        if found := one.asked.search(folded):
            return AskedCriterion(criterion=one, span=found.span())
    return None


@lru_cache(maxsize=1024)
def wants_low_price(message: str) -> bool:
    """Tell whether a message wishes for a low price, though not for the lowest."""
    return _LOW_PRICE.search(fold(message)) is not None
