"""Hold the search for products that lasts through a conversation, in the customer's words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self


class FacetKind(StrEnum):
    """Name the kinds of facet; a later facet of a kind takes an earlier one's place.

    In the order in which a search says them.
    """

    RECIPIENT = "recipient"  # "pour ma mère"
    AGE = "age"  # "6 ans"
    USE = "use"  # "pour la plage"
    COLOUR = "colour"
    MATERIAL = "material"
    SIZE = "size"
    OTHER = "other"  # any other option of the catalogue
    WITHOUT = "without"  # "sans laine"; several stand beside each other
    PRICE = "price"
    STOCK = "stock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """Hold one condition of a search, in the customer's words: "autour de 30 euros"."""

    kind: FacetKind
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSearch:
    """Hold a search for products in words, because its text is read like any message."""

    kind: str  # what is looked for, without its facets: "je cherche un ciré"
    facets: tuple[Facet, ...] = ()
    shown: tuple[str, ...] = ()  # ids of the products shown for it, in order
    chosen: str = ""  # id of the product that was spoken of alone since; "": none
    asked: tuple[FacetKind, ...] = ()  # what the assistant asked for, to advise
    asks: FacetKind | None = None  # what the last reply asked for; None: nothing
    advises: bool = False  # whether advice is wanted, rather than a list
    criterion: str = ""  # by which the best was told last; "": by none

    @property
    def text(self) -> str:
        """Return the whole search as one message."""
        return " ".join((self.kind, *(facet.words for facet in self.facets))).strip()

    def has(self, kind: FacetKind) -> bool:
        """Return whether something of that kind is known."""
        return any(facet.kind is kind for facet in self.facets)

    def without(self, *gone: Facet) -> Self:
        """Return the search without some of its facets."""
        return replace(self, facets=tuple(one for one in self.facets if one not in gone))

    def with_facets(self, new: Iterable[Facet]) -> Self:
        """Return the search with `new` facets, each in the place of one of its kind."""
        added = tuple(dict.fromkeys(new))
        prices = [one for one in added if one.kind is FacetKind.PRICE]
        added = tuple(one for one in added if one not in prices[:-1])  # the last budget counts
        replaced = {one.kind for one in added} - {FacetKind.WITHOUT}
        kept = tuple(one for one in self.facets if one.kind not in replaced and one not in added)
        order = list(FacetKind)
        facets = sorted((*kept, *added), key=lambda one: order.index(one.kind))
        return replace(self, facets=tuple(facets))

    def asking(self, kind: FacetKind) -> Self:
        """Return the search after the customer was asked for a facet."""
        return replace(self, asks=kind, asked=(*self.asked, kind), advises=True)

    def showing(self, products: Iterable[str]) -> Self:
        """Return the search after these products were shown for it."""
        return replace(self, shown=tuple(dict.fromkeys((*self.shown, *products))), chosen="")
