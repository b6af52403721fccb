"""Count the returns of each product: by their causes, and before and after work on it.

Every figure is of orders by the day they were placed: returns are of what was sold on these days.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Self

from scipy.special import ndtr, stdtrit

from assistant.insights.imports.return_reasons import ReturnCause
from assistant.insights.imports.sales_files import NEXT_LOOK_BACK, Sale, SaleFiles
from assistant.insights.insight import Window
from assistant.insights.insight_effect import DAYS
from assistant.insights.signals.sold_things import SoldThings
from assistant.insights.statistics.intervals import LEVEL, Rate, wilson

OrderName = tuple[str, datetime]
"""Tells an order from others: its customer's key, "" if nobody knows them, and its moment."""

SETTLED = NEXT_LOOK_BACK
"""Time after which the returns of an order are told: no shop is asked for older orders again.

Most shops take goods back for 30 days.
"""

LEAST_TOLD = 0.5
"""Least share of a product's returns whose cause is told: fewer may be any choice of them."""

_OF_SIZE = frozenset({ReturnCause.TOO_SMALL, ReturnCause.TOO_LARGE, ReturnCause.SIZE})

CAUSES: Mapping[str, Collection[ReturnCause]] = {
    "too_small": {ReturnCause.TOO_SMALL},
    "too_large": {ReturnCause.TOO_LARGE},
    "size": _OF_SIZE,
    "defect": {ReturnCause.DEFECT},
    "description": {ReturnCause.DESCRIPTION},
}
"""The causes that are counted, and the reasons of each: an order may count for several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCauseLine:
    """Hold how many orders of a product came back for one cause."""

    product_id: str
    cause: str  # of `CAUSES`
    count: int  # orders of which the product came back for it
    customers: int  # distinct; an order of nobody known is one
    of: int  # orders of which it came back, with a cause


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnShare:
    """Hold how many pieces of a product were sold in some days, and how many came back."""

    pieces: float = 0.0
    returned: float = 0.0
    squares: float = 0.0  # sum over orders of their pieces, squared
    customers: int = 0  # who bought

    @classmethod
    def of(cls, sales: Iterable[Sale]) -> Self:
        """Return the share of sales, all of one product."""
        by_order: dict[OrderName, float] = defaultdict(float)
        returned = 0.0
        for one in sales:
            by_order[_order(one)] += one.units
            returned += min(one.returned, one.units)
        pieces = sum(by_order.values())
        return cls(
            pieces=pieces,
            returned=min(returned, pieces),
            squares=sum(pieces**2 for pieces in by_order.values()),
            customers=len({_customer(order) for order in by_order}),
        )

    @property
    def independent(self) -> float:
        """Return the number of pieces that would tell as much if each were an order of its own.

        Pieces of one order come back together: two sizes are ordered, and one is kept.
        Source: Kish, Survey Sampling, 1965 (the effective size of a sample).
        """
        return self.pieces**2 / self.squares if self.squares else 0.0

    @property
    def rate(self) -> Rate:
        """Return the share of pieces that came back, in [0, 1].

        The effective size is itself estimated, so that the quantile is Student's of as many
        orders: by the normal one the interval misses too often of few orders.
        """
        whole = self.independent
        quantile = stdtrit(max(whole - 1, 1.0), (1 + LEVEL) / 2)
        back = whole * (self.returned / self.pieces if self.pieces else 0.0)
        return wilson(back, whole, level=float(2 * ndtr(quantile) - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductWork:
    """Hold work on one product, whose effect on returns is asked for."""

    reference: str  # id of the change set or of the insight
    product_id: str
    on: date  # UTC; the day itself is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnEffect:
    """Hold the shares of a product that came back before and after work on it."""

    work: ProductWork
    before: ReturnShare
    after: ReturnShare
    window: Window  # of both


def cause_lines(
    sales: Iterable[Sale], window: Window, find: Callable[[Sale], str]
) -> list[ReturnCauseLine]:
    """Return the causes for which each product came back, the most first.

    `find` names the product of a sale; "" is none.
    """
    told: dict[str, dict[OrderName, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in sales:
        if one.returned and window.since <= one.at.date() < window.until:
            told[find(one)][_order(one)].add(one.returned_for)
    told.pop("", None)
    lines = (line for product, orders in told.items() for line in _lines(product, orders))
    return sorted(lines, key=lambda one: (-one.count, one.product_id, one.cause))


def _lines(
    product_id: str, orders: Mapping[OrderName, Collection[str]]
) -> Iterator[ReturnCauseLine]:
    known = {order: set(causes) - {""} for order, causes in orders.items()}
    of = sum(bool(causes) for causes in known.values())
    if of < LEAST_TOLD * len(orders):
        return
    for name, wanted in CAUSES.items():
        own = [order for order, causes in known.items() if causes & {str(one) for one in wanted}]
        if own:
            yield ReturnCauseLine(
                product_id=product_id,
                cause=name,
                count=len(own),
                customers=len({_customer(order) for order in own}),
                of=of,
            )


def windows_around(on: date) -> tuple[Window, Window]:
    """Return the days before work and as many after it."""
    after = on + timedelta(days=1)
    return Window.before(on, days=DAYS), Window(since=after, until=after + timedelta(days=DAYS))


def is_settled(work: ProductWork, newest: date) -> bool:
    """Tell whether all returns of the days after work are known, where `newest` is the last sale.

    It is told once, of whole windows alone: who looks at a growing one each night finds something
    by chance in the end.
    """
    _, after = windows_around(work.on)
    return after.until + SETTLED <= newest


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleReturns:
    """Read the returns of the sales that are kept."""

    files: SaleFiles
    shop: SoldThings
    _found: dict[tuple[str, str], str] = field(default_factory=dict)

    async def causes(self, window: Window) -> list[ReturnCauseLine]:
        """Return the causes for which each product came back of the orders of some days."""
        return await asyncio.to_thread(
            lambda: cause_lines(self.files.sales(), window, self._product)
        )

    async def effects(self, asked: Sequence[ProductWork]) -> list[ReturnEffect]:
        """Return the effects of work whose returns are all known."""
        return await asyncio.to_thread(self._effects, asked) if asked else []

    def product_in(self, text: str) -> str:
        """Return the id of the one product that a text names; "": it names none, or several."""
        named = {one.product_id for one in self.shop.mentioned(text)}
        return named.pop() if len(named) == 1 else ""

    def _effects(self, asked: Sequence[ProductWork]) -> list[ReturnEffect]:
        wanted = {one.product_id for one in asked}
        sales: dict[str, list[Sale]] = defaultdict(list)
        newest = date.min
        for one in self.files.sales():
            newest = max(newest, one.at.date())
            if (product := self._product(one)) in wanted:
                sales[product].append(one)
        settled = (one for one in asked if is_settled(one, newest))
        return [_effect(one, sales[one.product_id]) for one in settled]

    def _product(self, sale: Sale) -> str:
        """Return the id of the product in the catalogue; "": the catalogue does not know it."""
        said = (sale.product, sale.title)
        if said not in self._found:
            product, _ = self.shop.find(*said)
            self._found[said] = product if product in self.shop.categories else ""
        return self._found[said]


def _effect(work: ProductWork, sales: Sequence[Sale]) -> ReturnEffect:
    before, after = windows_around(work.on)
    then, now = (
        ReturnShare.of(one for one in sales if window.since <= one.at.date() < window.until)
        for window in (before, after)
    )
    whole = Window(since=before.since, until=after.until)
    return ReturnEffect(work=work, before=then, after=now, window=whole)


def _order(sale: Sale) -> OrderName:
    return sale.customer, sale.at


def _customer(order: OrderName) -> object:
    """Return the customer of an order; the order itself, if nobody knows who it was."""
    customer, _ = order
    return customer or order
