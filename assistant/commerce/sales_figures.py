"""Count the orders of products, alone and together; few orders tell nothing. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Self

from assistant.commerce.sales import SoldLine
from assistant.commerce.shop_ids import ProductId

LEAST_ORDERS = 20
"""Orders of a shop below which nothing is told of what sells best."""

LEAST_SUPPORT = 3
"""Orders below which nothing is told of a product, or of two that were bought together."""

Counted = tuple[ProductId, int]
"""A product, and the number of orders that it is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesFigures:
    """Hold the orders of each product, and of each pair of products."""

    orders: int
    of_product: Mapping[ProductId, int]
    together: Mapping[ProductId, Mapping[ProductId, int]]

    @classmethod
    def of(cls, lines: Iterable[SoldLine]) -> Self:
        """Count the orders of `lines`; those of a customer at one time are one order."""
        orders: dict[tuple[str, str], set[ProductId]] = defaultdict(set)
        for line in lines:
            if line.product_id:
                orders[line.customer_id, line.at.isoformat()].add(line.product_id)
        pairs: dict[ProductId, Counter[ProductId]] = defaultdict(Counter)
        for products in orders.values():
            for one, other in permutations(products, 2):
                pairs[one][other] += 1
        return cls(
            orders=len(orders),
            of_product=Counter(one for products in orders.values() for one in products),
            together=pairs,
        )

    def best(self, limit: int) -> list[Counted]:
        """Return the products in the most orders; none: there are too few orders to tell."""
        return _most(self.of_product, limit) if self.orders >= LEAST_ORDERS else []

    def bought_with(self, product_id: ProductId, limit: int) -> list[Counted]:
        """Return the products that were bought most with one; none: too few orders have both."""
        return _most(self.together.get(product_id, {}), limit)


def _most(counts: Mapping[ProductId, int], limit: int) -> list[Counted]:
    supported = [(one, count) for one, count in counts.items() if count >= LEAST_SUPPORT]
    return sorted(supported, key=lambda pair: (-pair[1], pair[0]))[:limit]
