"""Keep baskets as carts of a WooCommerce shop; implements `commerce.ports.Baskets`.

The Store API is public: a `Cart-Token` header names the cart, and takes the place of a nonce. The
customer's browser does not know that cart, so a checkout link with the same lines leads there.
Sources: developer.woocommerce.com/docs/apis/store-api/resources-endpoints/cart, .../cart-tokens,
developer.woocommerce.com/docs/best-practices/urls-and-routing/checkout-urls (WooCommerce 10.0)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from assistant.commerce.amounts import Money
from assistant.commerce.ports import KeptBasket, ShopRefusedError, ShopUnavailableError
from assistant.conversation.basket import Basket, BasketLine
from assistant.conversation.message import Language
from assistant.kit.web.json_exchange import JsonAnswer, JsonExchange
from integrations.shops.woocommerce.api_payloads import WooPayload, read
from retrieval.catalogue.written_prices import decimals_of

TOKEN = "Cart-Token"  # noqa: S105  # the name of a header
SOURCE = "comptoir"
"""The `utm_source` of our links, by which `sold_orders.py` knows the orders that came of them."""

_CART = "cart"
_REFUSED = frozenset({400, 404, 409})


class _Totals(WooPayload):
    total_items: str
    total_items_tax: str = "0"
    currency_code: str
    currency_minor_unit: int = 2


class _CartItem(WooPayload):
    key: str
    id: int  # of the variation, where there is one
    quantity: int


class StoreCart(WooPayload):
    """Hold a cart as the Store API tells it."""

    items: tuple[_CartItem, ...] = Field(default=())
    totals: _Totals

    def basket(self, token: str, products: Mapping[str, str]) -> Basket:
        """Return the lines; an item names its variation alone, so `products` has its product."""
        lines = (
            BasketLine(
                product_id=products.get(str(one.id), str(one.id)),
                variant_id=str(one.id),
                pieces=one.quantity,
            )
            for one in self.items
        )
        return Basket(lines=tuple(lines), shop_basket=token)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCarts:
    """Keep carts; each change is written as the difference to the cart as it is."""

    exchange: JsonExchange
    shop_url: str

    async def keep(self, basket: Basket, *, language: Language) -> KeptBasket:
        del language  # core WooCommerce has one
        token, cart = await self._cart(basket.shop_basket)
        if not cart.items and not basket.lines:
            return KeptBasket(basket=Basket(), checkout_url="")
        if not cart.items:
            token, cart = await self._cart("")  # it was bought or ran out, or there was none
        products = {one.variant_id: one.product_id for one in basket.lines}
        before = cart.basket(token, products)
        try:
            cart = await self._change(token, cart, basket)
        except ShopRefusedError:
            _, half = await self._cart(token)
            await self._change(token, half, before)
            raise
        return self._kept(cart, token, products, mark=basket.token)

    async def show(self, basket: Basket, *, language: Language) -> KeptBasket | None:
        del language
        if not basket.shop_basket:
            return KeptBasket(basket=basket, checkout_url="")
        token, cart = await self._cart(basket.shop_basket)
        products = {one.variant_id: one.product_id for one in basket.lines}
        return self._kept(cart, token, products, mark=basket.token) if cart.items else None

    async def _change(self, token: str, cart: StoreCart, basket: Basket) -> StoreCart:
        there = {str(one.id) for one in cart.items}
        for item in cart.items:
            pieces = basket.pieces_of(str(item.id))
            if not pieces:
                cart = await self._write(token, "remove-item", {"key": item.key})
            elif pieces != item.quantity:
                body = {"key": item.key, "quantity": pieces}
                cart = await self._write(token, "update-item", body)
        for line in basket.lines:
            if line.variant_id not in there:
                body = {"id": line.variant_id, "quantity": line.pieces}
                cart = await self._write(token, "add-item", body)
        return cart

    async def _cart(self, token: str) -> tuple[str, StoreCart]:
        """Return a cart and its token; without one, or with one that ran out, a new cart."""
        headers = {TOKEN: token} if token else {}
        answer = await self.exchange.send("GET", _CART, headers=headers, repeatable=True)
        return answer.headers.get(TOKEN, token), _read(answer)

    async def _write(self, token: str, what: str, body: Mapping[str, object]) -> StoreCart:
        answer = await self.exchange.send(
            "POST", f"{_CART}/{what}", body=dict(body), headers={TOKEN: token}, repeatable=False
        )
        if answer.status in _REFUSED:
            msg = f"WooCommerce refuses the cart: {_code(answer)}"
            raise ShopRefusedError(msg)
        return _read(answer)

    def _kept(
        self, cart: StoreCart, token: str, products: Mapping[str, str], *, mark: str
    ) -> KeptBasket:
        basket = cart.basket(token, products)
        lines = ",".join(f"{one.variant_id}:{one.pieces}" for one in basket.lines)
        tracked = f"&utm_source={SOURCE}&utm_medium=chat&utm_content={mark}" if mark else ""
        link = f"{self.shop_url}/checkout-link/?products={lines}{tracked}"
        return KeptBasket(
            basket=basket,
            checkout_url=link if lines else "",
            total=_total(cart.totals) if lines else None,
        )


def _read(answer: JsonAnswer) -> StoreCart:
    if not 200 <= answer.status < 300:  # noqa: PLR2004  # success
        msg = f"WooCommerce's Store API answered with status {answer.status}: {_code(answer)}"
        raise ShopUnavailableError(msg)
    return read(StoreCart, answer.content)


def _code(answer: JsonAnswer) -> str:
    """Return WordPress's code of an error; its message, which may quote, is left out."""
    return str(answer.content.get("code", ""))[:80] if isinstance(answer.content, dict) else ""


def _total(totals: _Totals) -> Money:
    """Return the goods with their tax, in the smallest unit that the currency has."""
    amount = Decimal(totals.total_items) + Decimal(totals.total_items_tax)
    places = decimals_of(totals.currency_code) - totals.currency_minor_unit
    return Money(amount_minor=int(amount.scaleb(places)), currency=totals.currency_code)
