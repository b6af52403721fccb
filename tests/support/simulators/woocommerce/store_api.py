"""Carts of a simulated WooCommerce: the Store API over real HTTP, with its tokens and refusals.

Source: developer.woocommerce.com/docs/apis/store-api/resources-endpoints/cart, .../cart-tokens
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.support.simulators.woocommerce.changes import RefusedError
from tests.support.simulators.woocommerce.store import Json, Store, blank

ROOT = "/wp-json/wc/store/v1/"
TOKEN = "Cart-Token"


@dataclass
class StoreApi:
    """All carts of one shop."""

    store: Store
    carts: dict[str, dict[int, int]] = field(default_factory=dict)  # token -> id -> quantity

    def buy(self, token: str) -> None:
        """Let the customer pay: the cart is empty then."""
        self.carts[token].clear()

    def buy_over(self, link: str) -> Json:
        """Let the customer pay over a checkout link; order attribution keeps its UTM parameters.

        Source: woocommerce/src/Blocks/Domain/Services/CheckoutLink.php, OrderAttributionMeta.php
        """
        asked = dict(parse_qsl(urlsplit(link).query))
        order = blank("order") | {"id": self.store.next_id(), "status": "processing"}
        order["number"] = str(order["id"])
        self.store.stamp(order, "date_created")
        self.store.stamp(order, "date_paid")
        rows = [("_wc_order_attribution_source_type", "utm" if "utm_source" in asked else "typein")]
        rows += [
            (f"_wc_order_attribution_{k}", v) for k, v in asked.items() if k.startswith("utm_")
        ]
        self.store.add_meta(order, [{"key": key, "value": value} for key, value in rows])
        for one in asked["products"].split(","):
            sold_id, pieces = map(int, one.split(":"))
            sold = self.store.variations.get(sold_id) or self.store.products[sold_id]
            whole = str(Decimal(sold["price"]) * pieces)
            line = {"product_id": sold.get("parent_id") or sold_id, "quantity": pieces}
            line |= {"variation_id": sold_id} if sold_id in self.store.variations else {}
            made = self.store.make_line(line | {"total": whole, "subtotal": whole})
            order["line_items"].append(made)
        self.store.total_up(order)
        self.store.orders[order["id"]] = order
        return order

    async def answer(self, request: Request) -> Response:
        token = request.headers.get(TOKEN, "")
        if request.method == "POST" and token not in self.carts:
            return _failed(RefusedError(401, "woocommerce_rest_missing_nonce"))
        if token not in self.carts:
            token = f"eyJ0eXAiOiJKV1QifQ.{secrets.token_hex(16)}.{secrets.token_hex(8)}"
            self.carts[token] = {}
        what = request.url.path.removeprefix(ROOT)
        try:
            if request.method == "POST":
                self._write(what, self.carts[token], await request.json())
        except RefusedError as refused:
            return _failed(refused)
        status = 201 if what == "cart/add-item" else 200
        return JSONResponse(self._shown(self.carts[token]), status, headers={TOKEN: token})

    def _write(self, what: str, cart: dict[int, int], body: Json) -> None:
        if what == "cart/add-item":
            sold = int(body["id"])
            self._set(cart, sold, cart.get(sold, 0) + int(body["quantity"]))
            return
        keys = {_key(one): one for one in cart}
        if body["key"] not in keys:
            raise RefusedError(409, "woocommerce_rest_cart_invalid_key")
        if what == "cart/remove-item":
            del cart[keys[body["key"]]]
        elif what == "cart/update-item":
            self._set(cart, keys[body["key"]], int(body["quantity"]))
        else:
            raise RefusedError(404, "rest_no_route")

    def _set(self, cart: dict[int, int], sold_id: int, quantity: int) -> None:
        sold = self.store.variations.get(sold_id) or self.store.products.get(sold_id)
        if sold is None or sold.get("type") == "variable":
            raise RefusedError(400, "woocommerce_rest_cart_invalid_product")
        if sold["stock_status"] == "outofstock":
            raise RefusedError(400, "woocommerce_rest_product_out_of_stock")
        if sold["manage_stock"] and sold["stock_quantity"] < quantity:
            raise RefusedError(400, "woocommerce_rest_product_partially_out_of_stock")
        cart[sold_id] = quantity

    def _shown(self, cart: dict[int, int]) -> Json:
        items = [self._item(sold_id, quantity) for sold_id, quantity in cart.items()]
        total = str(sum(int(one["totals"]["line_subtotal"]) for one in items))
        shown = blank("cart") | {"items": items, "items_count": sum(cart.values())}
        shown["totals"] |= {"total_items": total, "total_price": total}
        return shown

    def _item(self, sold_id: int, quantity: int) -> Json:
        sold = self.store.variations.get(sold_id) or self.store.products[sold_id]
        price = int(Decimal(sold["price"]) * 100)
        shape: Json = blank("cart_with_variation")["items"][0]
        return shape | {
            "key": _key(sold_id),
            "id": sold_id,
            "type": sold.get("type", "simple"),
            "quantity": quantity,
            "name": sold["name"],
            "sku": sold["sku"],
            "permalink": sold["permalink"],
            "variation": [
                {"attribute": one["name"], "value": one["option"]} for one in sold["attributes"]
            ],
            "prices": shape["prices"] | {"price": str(price), "regular_price": str(price)},
            "totals": shape["totals"]
            | {"line_subtotal": str(price * quantity), "line_subtotal_tax": "0"},
        }


def _key(sold_id: int) -> str:
    return hashlib.md5(str(sold_id).encode(), usedforsecurity=False).hexdigest()


def _failed(refused: RefusedError) -> Response:
    data = {"status": refused.status}
    return JSONResponse(
        {"code": refused.code, "message": refused.message, "data": data}, refused.status
    )
