"""Read orders, customers and other objects of Shopify with every page of their lists."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from integrations.shops.shopify import graphql_queries
from integrations.shops.shopify.api_payloads import (
    Connection,
    Fulfillment,
    FulfillmentLine,
    LineItem,
    OrderNode,
    PageInfo,
    ReturnLine,
    ShopifyReturn,
    read,
)
from integrations.shops.shopify.client import AdminClient, Json

P = TypeVar("P", bound=BaseModel)

MAX_PAGES = 20
"""Of one list; a list that is longer is none that an order or a customer has."""

Fetch = Callable[[str | None], Awaitable[Any]]
"""Asks for the page after a cursor; returns the connection as JSON."""


async def follow(model: type[P], fetch: Fetch, *, page: PageInfo | None = None) -> tuple[P, ...]:
    """Return the nodes of all pages, or of those after `page`.

    Source: shopify.dev/docs/api/usage/pagination-graphql
    """
    nodes: list[P] = []
    page = page or PageInfo(hasNextPage=True)
    for _ in range(MAX_PAGES):
        if not page.has_next_page:
            break
        found = await fetch(page.end_cursor)
        nodes += [read(model, node) for node in found["nodes"]]
        page = read(PageInfo, found["pageInfo"])
    return tuple(nodes)


async def read_order(client: AdminClient, order_id: str) -> OrderNode | None:
    """Return an order with all its lines; None: there is none of this id."""
    found = (await client.ask(graphql_queries.ORDER, id=order_id))["order"]
    if found is None:
        return None
    node = read(OrderNode, found)
    lines = await _rest(client, _LINES, node.id, node.line_items)
    parcels = tuple([await _whole_parcel(client, one) for one in node.fulfillments])
    taken_up = await _rest(client, _RETURNS, node.id, node.returns)
    returns = tuple([await _whole_return(client, one) for one in taken_up.nodes])
    return node.model_copy(
        update={
            "line_items": lines,
            "fulfillments": parcels,
            "returns": Connection[ShopifyReturn](nodes=returns),
        }
    )


@dataclass(frozen=True, slots=True)
class _More(Generic[P]):
    """Hold the query for the pages after the first."""

    document: str
    path: tuple[str, str]
    model: type[P]


_LINES = _More(graphql_queries.MORE_LINES, ("order", "lineItems"), LineItem)
_RETURNS = _More(graphql_queries.MORE_RETURNS, ("order", "returns"), ShopifyReturn)
_PARCEL = _More(
    graphql_queries.MORE_FULFILLMENT_LINES, ("fulfillment", "fulfillmentLineItems"), FulfillmentLine
)
_RETURN = _More(graphql_queries.MORE_RETURN_LINES, ("return", "returnLineItems"), ReturnLine)


async def _whole_parcel(client: AdminClient, parcel: Fulfillment) -> Fulfillment:
    lines = await _rest(client, _PARCEL, parcel.id, parcel.fulfillment_line_items)
    return parcel.model_copy(update={"fulfillment_line_items": lines})


async def _whole_return(client: AdminClient, back: ShopifyReturn) -> ShopifyReturn:
    lines = await _rest(client, _RETURN, back.id, back.return_line_items)
    return back.model_copy(update={"return_line_items": lines})


async def _rest(
    client: AdminClient, more: _More[P], of: str, first: Connection[P]
) -> Connection[P]:
    if not first.page_info.has_next_page:
        return first
    outer, inner = more.path

    async def fetch(after: str | None) -> Json:
        found: Json = (await client.ask(more.document, id=of, after=after))[outer][inner]
        return found

    return first.with_more(await follow(more.model, fetch, page=first.page_info))
