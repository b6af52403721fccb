"""Hold the move that a message makes in a search for products, and its criterion. Pure."""

from dataclasses import dataclass
from enum import StrEnum

import regex

from assistant.conversation.message import Language
from assistant.conversation.product_search import Facet, ProductSearch


class CriterionUnit(StrEnum):
    """Name the units of the values that criteria compare."""

    PRICE = "price"
    WEIGHT = "weight"
    TEMPERATURE = "temperature"
    WATER_COLUMN = "water_column"
    BREATHABILITY = "breathability"
    VOLUME = "volume"
    LENGTH = "length"
    HOURS = "hours"
    UV = "uv"
    NONE = "none"  # nothing measures it: comfort


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """Hold a criterion, and the words in which it is asked for and answered."""

    name: str
    asked: regex.Pattern[str]  # on a folded text
    named: regex.Pattern[str] | None  # the attribute that tells, folded; None: none does
    unit: CriterionUnit
    most: bool  # the best has the most of it; else the least
    said: dict[Language, str]  # before the best one's name: "Le poids le plus bas"
    topic: dict[Language, str]  # what the catalogue is silent on: "le poids"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchMove:
    """Hold the search as of a message, and the products of it that are asked for."""

    search: ProductSearch
    criterion: Criterion | None = None  # the best by it is asked for
    why: bool = False  # the reason of what was shown is
    more: bool = False  # others than those shown are
    refines: bool = False  # the search went on before
    carried: tuple[Facet, ...] = ()  # facets of the search before, which the message does not say

    @property
    def alone(self) -> ProductSearch:
        """Return the search without the facets that it carried over."""
        return self.search.without(*self.carried)
