"""Hold a customer's basket as their conversation knows it: variants and their numbers. Pure."""

from dataclasses import dataclass, field, replace
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLine:
    """Name a variant in a basket; its price and stock are read in the shop each time."""

    product_id: str
    variant_id: str
    pieces: int  # at least 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """Hold the lines of a basket, the one that changed last at the end, each variant once."""

    lines: tuple[BasketLine, ...] = ()
    shop_basket: str = ""  # the shop's own id of it; "": the shop keeps none
    token: str = field(default="", compare=False)  # that its order is to carry; "": none

    def pieces_of(self, variant_id: str) -> int:
        """Return how many pieces of a variant are in the basket."""
        return next((one.pieces for one in self.lines if one.variant_id == variant_id), 0)

    def holding(self, line: BasketLine) -> Self:
        """Return the basket with exactly so many pieces of a variant, last; of 0: without it."""
        others = tuple(one for one in self.lines if one.variant_id != line.variant_id)
        return replace(self, lines=(*others, line) if line.pieces > 0 else others)

    def is_like(self, other: Self) -> bool:
        """Return whether the same is in both, in any order."""
        return frozenset(self.lines) == frozenset(other.lines)

    def adding(self, line: BasketLine) -> Self:
        """Return the basket with more pieces of a variant."""
        more = self.pieces_of(line.variant_id) + line.pieces
        return self.holding(replace(line, pieces=more))
