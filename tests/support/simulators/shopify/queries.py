"""What the simulated store answers when it is asked."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from graphql import GraphQLError

from tests.support.simulators.shopify.store import HOST, REASONS, Info, Json, Store

WHOLE = "whole"
"""The context in which lists have no pages: a bulk operation."""

_TERM = re.compile(r'(\w+):(?:"([^"]*)"|(\S+))')


@dataclass
class Queries:
    """Resolves the root fields of queries. Searches see what was there `lag` ago."""

    store: Store
    lag: timedelta = timedelta(0)

    def order(self, given: Json) -> Json | None:
        return self.store.orders.get(_checked(given["id"], "Order"))

    def orders(self, given: Json) -> Json:
        asked = _terms(given.get("query") or "")
        found = [
            one
            for one in self._indexed(self.store.orders.values())
            if all(_bare(one["name"]) == _bare(value) for field, value in asked if field == "name")
            and all(_placed(one, value) for field, value in asked if field == "created_at")
        ]
        if given.get("sortKey") == "CREATED_AT":
            found.sort(key=lambda one: str(one["createdAt"]), reverse=bool(given.get("reverse")))
        return _page(found, given)

    def customer(self, given: Json) -> Json | None:
        return self.store.customers.get(_checked(given["id"], "Customer"))

    def customer_by_identifier(self, given: Json) -> Json | None:
        wanted = given["identifier"]["emailAddress"].lower()
        return next(
            (
                one
                for one in self.store.customers.values()
                if one["defaultEmailAddress"]["emailAddress"].lower() == wanted
            ),
            None,
        )

    def customers(self, given: Json) -> Json:
        """Find whoever has one of the names: terms are joined by OR."""
        asked = [(_camel(field), _words(value)) for field, value in _terms(given["query"])]
        found = [
            one
            for one in self._indexed(self.store.customers.values())
            if any(words and words <= _words(one[field] or "") for field, words in asked)
        ]
        return _page(found, given)

    def gift_cards(self, given: Json) -> Json:
        asked = dict(_terms(given["query"]))
        owner = f"gid://shopify/Customer/{asked['customer_id']}"
        found = [x for x in self.store.gift_cards.values() if x["customer"]["id"] == owner]
        return _page(found, given)

    def fulfillment(self, given: Json) -> Json | None:
        parcels = (one for order in self.store.orders.values() for one in order["fulfillments"])
        return _with_id(parcels, given["id"])

    def return_(self, given: Json) -> Json | None:
        returns = (one for order in self.store.orders.values() for one in order["returns"])
        return _with_id(returns, given["id"])

    def product(self, given: Json) -> Json | None:
        return self.store.products.get(_checked(given["id"], "Product"))

    def products(self, given: Json) -> Json:
        """Find products by status, and by whether the online shop shows them."""
        asked: dict[str, str] = dict(_terms(given.get("query") or ""))
        found = [
            one
            for one in self.store.products.values()
            if one["status"] == asked.get("status", str(one["status"])).upper()
            and (asked.get("published_status") != "published" or one["onlineStoreUrl"])
        ]
        return _page(found, given)

    def pages(self, given: Json) -> Json:
        return _page(self.store.pages, given)

    def nodes(self, given: Json) -> list[Json | None]:
        return [self.store.variants.get(one) for one in given["ids"]]

    def shop(self, _: Json) -> Json:
        return {
            "id": "gid://shopify/Shop/1",
            "name": "Iroise",
            "currencyCode": self.store.currency,
            "primaryDomain": {
                "id": "gid://shopify/Domain/1",
                "host": HOST,
                "url": f"https://{HOST}",
            },
            "shopPolicies": self.store.policies,
        }

    def current_app_installation(self, _: Json) -> Json:
        handles = sorted(self.store.scopes)
        return {
            "id": self.store.installation,
            "accessScopes": [{"handle": one, "description": one} for one in handles],
        }

    def return_reason_definitions(self, given: Json) -> Json:
        found = [
            {
                "id": f"gid://shopify/ReturnReasonDefinition/{number}",
                "handle": handle,
                "name": handle.replace("-", " ").capitalize(),
                "deleted": False,
            }
            for number, handle in enumerate(REASONS, 1)
            if given.get("handles") is None or handle in given["handles"]
        ]
        return _page(found, given)

    def _indexed(self, found: Iterable[Json]) -> list[Json]:
        until = self.store.now() - self.lag
        return [
            one
            for one in found
            if "createdAt" not in one or datetime.fromisoformat(one["createdAt"]) <= until
        ]


def page_list(source: Json, info: Info, **given: object) -> Json:
    """Resolve a connection that the store keeps as a list under the field's name."""
    nodes = list(source[info.field_name])
    if info.field_name == "orders":
        nodes.sort(key=lambda one: str(one["createdAt"]), reverse=bool(given.get("reverse")))
    if info.field_name == "events":
        nodes.sort(key=lambda one: str(one["happenedAt"]), reverse=bool(given.get("reverse")))
    return _page(nodes, {**given, "@whole": info.context == WHOLE})


def limit_list(source: Json, info: Info, first: int | None = None) -> list[Json]:
    """Resolve a list that takes `first` and has no pages."""
    return list(source[info.field_name])[:first]


def _page(nodes: list[Json], given: Mapping[str, Any]) -> Json:
    """Return one page; a cursor is the position after it."""
    if given.get("@whole"):
        edges = [{"cursor": str(number), "node": one} for number, one in enumerate(nodes)]
        return {"nodes": nodes, "edges": edges, "pageInfo": {"hasNextPage": False}}
    first, after = given.get("first"), given.get("after")
    if first is None or not 0 < first <= 250:
        message = "you must provide one of first or last"
        raise GraphQLError(message, extensions={"code": "BAD_REQUEST"})
    start = int(after or 0)
    end = min(start + first, len(nodes))
    info = {
        "hasNextPage": end < len(nodes),
        "hasPreviousPage": start > 0,
        "startCursor": str(start),
        "endCursor": str(end),
    }
    return {"nodes": nodes[start:end], "pageInfo": info}


def _checked(gid: str, kind: str) -> str:
    if not gid.startswith(f"gid://shopify/{kind}/"):
        message = f"Invalid global id '{gid}'"
        raise GraphQLError(message, extensions={"code": "argumentLiteralsIncompatible"})
    return gid


def _with_id(found: Iterable[Json], gid: str) -> Json | None:
    return next((one for one in found if one["id"] == gid), None)


def _terms(query: str) -> list[tuple[str, str]]:
    return [(field, quoted or bare) for field, quoted, bare in _TERM.findall(query)]


def _placed(order: Json, said: str) -> bool:
    """Return whether it was placed from a moment on: `>='2026-01-31T09:00:00Z'`."""
    assert said.startswith(">='")
    since = datetime.fromisoformat(said[2:].strip("'"))
    return datetime.fromisoformat(order["createdAt"]) >= since


def _bare(name: str) -> str:
    return name.removeprefix("#").casefold()


def _camel(field: str) -> str:
    head, _, tail = field.partition("_")
    return head + tail.capitalize()


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return set(re.findall(r"[\w']+", plain))
