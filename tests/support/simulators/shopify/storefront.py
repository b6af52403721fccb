"""Carts of a simulated Shopify store: its Storefront API over real HTTP, with its warnings.

What is lacking in stock is left out of a change, and a warning says so; a cart that was bought is
null. Source: shopify.dev/docs/api/storefront/latest/objects/Cart, and its page on cart warnings.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from graphql import GraphQLError, build_schema, graphql_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.support.simulators.shopify.store import Info, Json, Store

_ATTRIBUTE = re.compile(r"attributes\[(\w+)\]")
PRIVATE_TOKEN = "shpss_0123456789abcdef"
_SCHEMA = build_schema((Path(__file__).parent / "storefront.graphql").read_text(encoding="utf-8"))


@dataclass
class Storefront:
    """All carts of one store."""

    store: Store
    url: str = ""
    carts: dict[str, dict[str, Json]] = field(default_factory=dict)  # cart -> variant -> line
    attributes: dict[str, list[Json]] = field(default_factory=dict)  # of carts

    def buy(self, cart_id: str, *, by: Json | None = None) -> Json:
        """Let the customer pay: the cart is gone, its attributes are the order's."""
        lines, order = self.carts.pop(cart_id), self.store.new_order(customer=by)
        order["customAttributes"] = self.attributes.pop(cart_id)
        for one in lines.values():
            variant = one["merchandise"]
            self.store.add_line(order, variant, one["quantity"], variant["price"])
        return order

    def buy_over(self, link: str) -> Json:
        """Let the customer pay over a cart permalink.

        Source: shopify.dev/docs/apps/build/checkout/create-cart-permalinks
        """
        parts, order = urlsplit(link), self.store.new_order()
        told = [(_ATTRIBUTE.fullmatch(key), value) for key, value in parse_qsl(parts.query)]
        order["customAttributes"] = [{"key": key[1], "value": x} for key, x in told if key]
        for one in parts.path.removeprefix("/cart/").split(","):
            number, pieces = one.split(":")
            variant = self.store.variants[f"gid://shopify/ProductVariant/{number}"]
            self.store.add_line(order, variant, int(pieces), variant["price"])
        return order

    async def answer(self, request: Request) -> Response:
        if request.headers.get("Shopify-Storefront-Private-Token") != PRIVATE_TOKEN:
            return JSONResponse(
                {"errors": [{"message": "", "extensions": {"code": "UNAUTHORIZED"}}]}
            )
        body = await request.json()
        done = graphql_sync(
            _SCHEMA,
            body["query"],
            root_value=self,
            variable_values=body.get("variables"),
            type_resolver=lambda value, *_: value["__typename"],
        )
        errors = (
            {"errors": [{"message": one.message} for one in done.errors]} if done.errors else {}
        )
        return JSONResponse({"data": done.data, **errors})

    def cart(self, _: Info, id: str) -> Json | None:  # noqa: A002  # Shopify's name
        if not id.startswith("gid://shopify/Cart/"):
            message = f"Invalid global id '{id}'"
            raise GraphQLError(message)
        return self._shown(id) if id in self.carts else None

    def cartCreate(self, _: Info, input: Json) -> Json:  # noqa: A002, N802  # Shopify's names
        cart_id = f"{self.store.gid('Cart')}?key=1a2b3c"
        self.carts[cart_id] = {}
        self.attributes[cart_id] = input.get("attributes", [])
        return self._changed(cart_id, [self._add(cart_id, one) for one in input.get("lines", ())])

    def cartAttributesUpdate(  # noqa: N802
        self,
        _: Info,
        cartId: str,  # noqa: N803
        attributes: list[Json],
    ) -> Json:
        if cartId not in self.carts:
            return _refused()
        self.attributes[cartId] = attributes
        return self._changed(cartId, [])

    def cartLinesAdd(self, _: Info, cartId: str, lines: list[Json]) -> Json:  # noqa: N802, N803
        if cartId not in self.carts:
            return _refused()
        return self._changed(cartId, [self._add(cartId, one) for one in lines])

    def cartLinesUpdate(self, _: Info, cartId: str, lines: list[Json]) -> Json:  # noqa: N802, N803
        if cartId not in self.carts:
            return _refused()
        warnings = []
        for asked in lines:
            for variant_id, line in [*self.carts[cartId].items()]:
                if line["id"] == asked["id"]:
                    warnings.append(self._set(cartId, variant_id, asked["quantity"]))
        return self._changed(cartId, warnings)

    def _add(self, cart_id: str, asked: Json) -> Json | None:
        there = self.carts[cart_id].get(asked["merchandiseId"], {"quantity": 0})["quantity"]
        return self._set(cart_id, asked["merchandiseId"], there + asked["quantity"])

    def _set(self, cart_id: str, variant_id: str, quantity: int) -> Json | None:
        """Set a line's quantity, as far as there is stock; return a warning where that is less."""
        variant, cart = self.store.variants[variant_id], self.carts[cart_id]
        left = variant["inventoryQuantity"] if variant["inventoryItem"]["tracked"] else quantity
        line = cart.setdefault(
            variant_id, {"id": self.store.gid("CartLine"), "merchandise": variant}
        )
        line["quantity"] = min(quantity, max(0, left))
        if not line["quantity"]:
            del cart[variant_id]
        if quantity <= left:
            return None
        code = "MERCHANDISE_NOT_ENOUGH_STOCK" if left > 0 else "MERCHANDISE_OUT_OF_STOCK"
        return {"code": code, "message": "", "target": line["id"]}

    def _changed(self, cart_id: str, warnings: list[Json | None]) -> Json:
        said = [one for one in warnings if one is not None]
        return {"cart": self._shown(cart_id), "userErrors": [], "warnings": said}

    def _shown(self, cart_id: str) -> Json:
        lines = [*self.carts[cart_id].values()]
        amount = sum(
            (Decimal(one["merchandise"]["price"]) * one["quantity"] for one in lines), Decimal(0)
        )
        money = {"amount": f"{amount:.1f}", "currencyCode": self.store.currency}
        return {
            "id": cart_id,
            "attributes": self.attributes[cart_id],
            "checkoutUrl": f"{self.url}/cart/c/{cart_id.rpartition('/')[2]}",
            "totalQuantity": sum(one["quantity"] for one in lines),
            "cost": {"subtotalAmount": money, "totalAmount": money},
            "lines": lambda _, first: {"nodes": lines[:first]},
        }


def _refused() -> Json:
    error = {
        "code": "INVALID",
        "field": ["cartId"],
        "message": "The specified cart does not exist.",
    }
    return {"cart": None, "userErrors": [error], "warnings": []}
