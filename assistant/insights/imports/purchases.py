"""Join sales to conversations: by the basket that an order came of, or by the customer. Pure."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Self

from assistant.insights.analysis_rows import OrderJoin
from assistant.insights.imports.sales_files import Sale

WITHIN = timedelta(days=7)
"""Time after a conversation's last message in which a customer's orders count as after it."""

BASKET_WITHIN = timedelta(days=30)
"""The same of orders that came of the conversation's basket: a cart lives for some weeks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginTerms:
    """Hold the tax and the costs of the settings, for sales that do not tell them."""

    tax: Decimal = Decimal(0)  # on top of a price without tax: 0.2
    costs: Mapping[str, int] = field(default_factory=dict)  # of a piece, minor units, by product

    def filled(self, sale: Sale) -> Sale:
        """Return a sale with the cost and the tax that it lacks; without a cost as it was."""
        cost = self.costs.get(sale.product)
        if sale.cost_minor is None and cost is not None:
            sale = replace(sale, cost_minor=round(cost * sale.units))
        if sale.cost_minor is not None and sale.tax_minor is None:
            net = Decimal(sale.amount_minor) / (1 + self.tax)
            sale = replace(sale, tax_minor=sale.amount_minor - round(net))
        return sale


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedSale:
    """Hold a sale of a conversation, and the trace by which it is its."""

    sale: Sale
    join: OrderJoin

    @property
    def value_minor(self) -> int:
        """Return the amount without refunds that no piece came back for."""
        sale = self.sale
        return sale.amount_minor - (0 if sale.returned else sale.returned_minor)

    @property
    def margin_minor(self) -> float | None:
        """Return the margin without tax, costs and returns; None: the cost is not known.

        What came back has its cost back, too: it is taken to be sold again.
        """
        sale = self.sale
        if sale.cost_minor is None or sale.tax_minor is None or not sale.amount_minor:
            return None
        left = 1 - sale.returned_minor / sale.amount_minor
        kept = max(1 - sale.returned / sale.units, 0.0) if sale.units else 1.0
        return (sale.amount_minor - sale.tax_minor) * left - sale.cost_minor * kept


@dataclass(frozen=True, kw_only=True)
class Purchases:
    """Hold sales by the key of the customer who bought, and by that of the basket."""

    of: Mapping[str, Sequence[Sale]] = field(default_factory=dict)
    of_basket: Mapping[str, Sequence[Sale]] = field(default_factory=dict)

    @classmethod
    def gather(cls, sales: Iterable[Sale], terms: MarginTerms | None = None) -> Self:
        """Index the sales whose customer or basket is known."""
        of: dict[str, list[Sale]] = {}
        of_basket: dict[str, list[Sale]] = {}
        for one in sales:
            sale = terms.filled(one) if terms else one
            if sale.customer:
                of.setdefault(sale.customer, []).append(sale)
            if sale.basket:
                of_basket.setdefault(sale.basket, []).append(sale)
        return cls(of=of, of_basket=of_basket)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return, for each customer and basket, a hash that differs for other purchases."""
        return {
            key: hashlib.sha256(repr(sorted(map(repr, sales))).encode()).hexdigest()[:12]
            for key, sales in (*self.of.items(), *self.of_basket.items())
        }

    def region(self, customer: str, at: datetime) -> str:
        """Return the region of the customer's last order before a moment; "" if it is unknown."""
        before = [sale for sale in self.of.get(customer, ()) if sale.at <= at and sale.region]
        return max(before, key=lambda sale: sale.at).region if before else ""

    def after(
        self,
        customer: str,
        since: datetime,
        until: datetime,
        *,
        basket: str = "",
        join: OrderJoin = OrderJoin.PROVEN,
    ) -> Iterator[JoinedSale]:
        """Yield the sales of a conversation from its first message on, each once.

        Args:
            customer: their key.
            since: first message.
            until: last message; orders count for `BASKET_WITHIN`, or `WITHIN`, after it.
            basket: key of the conversation's; "": it has none.
            join: of orders that are known by the customer alone.
        """
        for sale in self.of_basket.get(basket, ()) if basket else ():
            if since <= sale.at <= until + BASKET_WITHIN:
                yield JoinedSale(sale=sale, join=OrderJoin.BASKET)
        for sale in self.of.get(customer, ()):
            if since <= sale.at <= until + WITHIN and not (basket and sale.basket == basket):
                yield JoinedSale(sale=sale, join=join)


NO_PURCHASES = Purchases()
