"""What a Shopify store sold, page by page: little of each order, so that a year is soon read."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from pydantic import Field

from assistant.commerce.ids import CustomerId, ProductId
from assistant.commerce.money import times
from assistant.commerce.sales import SoldLine, region_of
from integrations.shopify import documents
from integrations.shopify.client import AdminClient
from integrations.shopify.pages import follow
from integrations.shopify.payloads import Connection, Id, MoneyBag, PageInfo, Payload, Ref, read


class Place(Payload):
    """Where a parcel goes, no nearer than the postcode."""

    zip: str | None = None
    country_code_v2: str | None = Field(None, alias="countryCodeV2")


class Sold(Payload):
    """A line; the product is null once the shop has deleted it."""

    title: str
    quantity: int
    discounted_unit_price_after_all_discounts_set: MoneyBag
    product: Ref | None = None


class SoldOrder(Payload):
    """An order, as far as sales go."""

    id: Id
    created_at: datetime
    cancelled_at: datetime | None = None
    customer: Ref | None = None
    shipping_address: Place | None = None
    line_items: Connection[Sold]


async def sold_since(client: AdminClient, since: datetime) -> AsyncIterator[SoldLine]:
    """Yield what was sold since then; see `OrderBook.sold_since`.

    Source: shopify.dev/docs/api/admin-graphql/latest/queries/orders (filter `created_at`)
    """
    search = f"created_at:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"
    page = PageInfo(hasNextPage=True)
    while page.has_next_page:
        found = await client.ask(documents.ORDERS_SINCE, search=search, after=page.end_cursor)
        for node in found["orders"]["nodes"]:
            order = read(SoldOrder, node)
            # Search knows of seconds alone, and is some seconds behind.
            if order.cancelled_at is None and order.created_at >= since:
                for line in await _lines(client, order):
                    yield _sold(order, line)
        page = read(PageInfo, found["orders"]["pageInfo"])


async def _lines(client: AdminClient, order: SoldOrder) -> tuple[Sold, ...]:
    first = order.line_items
    if not first.page_info.has_next_page:
        return first.nodes

    async def fetch(after: str | None) -> object:
        found = await client.ask(documents.MORE_SOLD, id=order.id, after=after)
        return found["order"]["lineItems"]

    return (*first.nodes, *await follow(Sold, fetch, page=first.page_info))


def _sold(order: SoldOrder, line: Sold) -> SoldLine:
    place = order.shipping_address or Place()
    return SoldLine(
        at=order.created_at.astimezone(UTC),
        customer_id=CustomerId(order.customer.id if order.customer else ""),
        product_id=ProductId(line.product.id if line.product else ""),
        title=line.title,
        quantity=line.quantity,  # what came back was sold all the same
        paid=times(line.discounted_unit_price_after_all_discounts_set.money, line.quantity),
        region=region_of(place.country_code_v2 or "", place.zip or ""),
    )
