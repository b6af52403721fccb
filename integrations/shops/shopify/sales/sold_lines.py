"""List the pieces that a Shopify store sold, page by page, and in bulk where there are many orders.

A page of 8 orders asks for 954 points, and most stores get back 100 a second: the year of a large
one would take many hours.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import repeat
from typing import BinaryIO

from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.sales import SoldLine
from integrations.shops.shopify.api_payloads import PageInfo, read
from integrations.shops.shopify.client import AdminClient
from integrations.shops.shopify.paged_lists import follow
from integrations.shops.shopify.sales import bulk_lists, sales_queries
from integrations.shops.shopify.sales.sales_queries import RETURNED_AT_ONCE
from integrations.shops.shopify.sales.sold_orders import (
    PlacedOrder,
    ShopifySoldLine,
    SoldOrder,
    came_back,
    sold_in,
)
from integrations.shops.shopify.sales.told_reasons import ReasonReader

MANY = 25
"""Pages after which the rest is read in bulk: 200 orders, more than most days have."""

_MOST_HELD = 200
"""Orders that are held while reasons of few of them are to be asked."""


@dataclass(slots=True)
class _SalesProgress:
    """Count how far the orders are read."""

    since: datetime
    page: PageInfo = field(default_factory=lambda: PageInfo(hasNextPage=True))
    newest: datetime | None = None
    known: set[str] = field(default_factory=set)  # ids

    def counts(self, order: PlacedOrder) -> bool:
        """Return whether the lines of an order were sold, and not yielded before."""
        # Search knows of seconds alone, and is some seconds behind.
        return order.created_at >= self.since and order.id not in self.known

    def note(self, order: PlacedOrder) -> None:
        """Remember that an order's lines were told of."""
        self.known.add(order.id)
        self.newest = max(order.created_at, self.newest or order.created_at)


@dataclass(frozen=True, slots=True)
class _ReadOrder:
    """Hold an order with all its lines."""

    order: PlacedOrder
    lines: Sequence[ShopifySoldLine]


async def sold_since(client: AdminClient, since: datetime) -> AsyncIterator[SoldLine]:
    """Yield the lines sold since then; see `OrderBook.sold_since`."""
    reader = ReasonReader(client)
    async with aclosing(_orders(client, since)) as orders:
        async for some in _batched(orders):
            returned = [one.order.id for one in some if came_back(one.order, one.lines)]
            reasons = await reader.of(returned)
            for one in some:
                for line in sold_in(one.order, one.lines, reasons):
                    yield line


async def _batched(orders: AsyncIterator[_ReadOrder]) -> AsyncIterator[list[_ReadOrder]]:
    """Yield the orders by as many as one query reads the reasons of."""
    some: list[_ReadOrder] = []
    returned = 0
    async for one in orders:
        some.append(one)
        returned += came_back(one.order, one.lines)
        if returned == RETURNED_AT_ONCE or len(some) == _MOST_HELD:
            yield some
            some, returned = [], 0
    yield some


async def _orders(client: AdminClient, since: datetime) -> AsyncGenerator[_ReadOrder, None]:
    """Yield the orders placed since then."""
    reading = _SalesProgress(since)
    async for one in _page_by_page(client, reading, pages=MANY):
        yield one
    if not reading.page.has_next_page:
        return
    query = sales_queries.sold_in_bulk(_search(reading.newest or since))
    async with bulk_lists.run(client, query) as file:
        if file is not None:
            async for one in _in_bulk(file, reading):
                yield one
            return
    async for one in _page_by_page(client, reading):
        yield one


async def _page_by_page(
    client: AdminClient, reading: _SalesProgress, *, pages: int | None = None
) -> AsyncIterator[_ReadOrder]:
    """Yield the orders on the next `pages`, or on all pages that are left.

    Source: shopify.dev/docs/api/admin-graphql/latest/queries/orders (filter `created_at`)
    """
    search = _search(reading.since)
    for _ in repeat(None) if pages is None else repeat(None, pages):
        if not reading.page.has_next_page:
            return
        after = reading.page.end_cursor
        found = await client.ask(sales_queries.ORDERS_SINCE, search=search, after=after)
        for node in found["orders"]["nodes"]:
            order = read(SoldOrder, node)
            if reading.counts(order):
                yield _ReadOrder(order, await _lines(client, order))
            reading.note(order)
        reading.page = read(PageInfo, found["orders"]["pageInfo"])


async def _in_bulk(file: BinaryIO, reading: _SalesProgress) -> AsyncIterator[_ReadOrder]:
    order: PlacedOrder | None = None
    own: list[ShopifySoldLine] = []  # lines of the order that is being read
    async for node in bulk_lists.lines(file):
        parent = node.get("__parentId")
        if parent is None:
            if order is not None and reading.counts(order):
                yield _ReadOrder(order, own)
            order, own = read(PlacedOrder, node), []
        elif order is None or order.id != parent:
            msg = "Shopify's file has a line of an order that is not above it"
            raise ShopUnavailableError(msg)
        else:
            own.append(read(ShopifySoldLine, node))
    if order is not None and reading.counts(order):
        yield _ReadOrder(order, own)


def _search(since: datetime) -> str:
    return f"created_at:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"


async def _lines(client: AdminClient, order: SoldOrder) -> tuple[ShopifySoldLine, ...]:
    first = order.line_items
    if not first.page_info.has_next_page:
        return first.nodes

    async def fetch(after: str | None) -> object:
        found = await client.ask(sales_queries.MORE_SOLD, id=order.id, after=after)
        return found["order"]["lineItems"]

    return (*first.nodes, *await follow(ShopifySoldLine, fetch, page=first.page_info))
