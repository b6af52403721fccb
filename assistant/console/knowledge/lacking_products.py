"""Find the facts that products lack beside others of their kind. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.console.knowledge.index_view import IndexedProduct
from assistant.console.knowledge.source_tallies import ItemKey

ENOUGH = 4
"""Products of a kind, so that one can say what is usual in it."""

USUAL = 0.6
"""Share of a kind's products that have what is usual in it."""

_Kind = tuple[str, tuple[str, ...]]  # language and category


class Lack(StrEnum):
    """Name the facts that every product should have."""

    DESCRIPTION = "description"
    PRICE = "price"
    STOCK = "stock"  # where most of the shop's products count it
    PICTURE = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLacks:
    """Hold the facts that a product lacks."""

    facts: tuple[Lack, ...] = ()
    attributes: tuple[str, ...] = ()  # that are usual in its kind, the most frequent first
    kind: tuple[str, ...] = ()  # the category that it was compared in

    def __bool__(self) -> bool:
        """Return whether it lacks anything."""
        return bool(self.facts or self.attributes)


def find_lacks(products: Sequence[IndexedProduct]) -> Mapping[ItemKey, ProductLacks]:
    """Return the lacks of each product; products without any are left out.

    The kind is the narrowest category that has enough products.
    """
    kinds: defaultdict[_Kind, list[IndexedProduct]] = defaultdict(list)
    for one in products:
        for depth in range(len(one.category) + 1):
            kinds[one.language, one.category[:depth]].append(one)
    usual = {kind: _usual(members) for kind, members in kinds.items() if len(members) >= ENOUGH}
    counted = sum(one.stock is not None for one in products) >= USUAL * len(products)
    lacks = {one.key: _lacks(one, usual, counts_stock=counted) for one in products}
    return {key: one for key, one in lacks.items() if one}


def _usual(members: Sequence[IndexedProduct]) -> Sequence[str]:
    counts = Counter(name for one in members for name in (*one.attributes, *one.options))
    return [name for name, n in counts.most_common() if n >= USUAL * len(members)]


def _lacks(
    one: IndexedProduct, usual: Mapping[_Kind, Sequence[str]], *, counts_stock: bool
) -> ProductLacks:
    has: Iterable[tuple[Lack, bool]] = (
        (Lack.DESCRIPTION, one.is_described),
        (Lack.PRICE, one.lowest is not None),
        (Lack.STOCK, one.stock is not None or not counts_stock),
        (Lack.PICTURE, one.is_pictured),
    )
    depths = range(len(one.category), 0, -1)  # a whole shop is no kind
    kind = next((one.category[:n] for n in depths if (one.language, one.category[:n]) in usual), ())
    own = {*one.attributes, *one.options}
    return ProductLacks(
        facts=tuple(lack for lack, is_there in has if not is_there),
        attributes=tuple(
            name for name in usual.get((one.language, kind), ()) if kind and name not in own
        ),
        kind=kind,
    )
