"""Keep baskets as carts of a Shopify store; implements `commerce.ports.Baskets`.

The Storefront API wants a private access token of its own. Stock that is lacking comes as a warning
of a change that was made with fewer pieces; such a change is taken back.
Sources: shopify.dev/docs/api/storefront/latest/objects/Cart, .../mutations/cartCreate,
cartLinesAdd, cartLinesUpdate, cartAttributesUpdate; .../objects/Attribute (a cart's are its
order's); shopify.dev/docs/storefronts/headless, "Cart warnings"
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.commerce.basket_tokens import NAME
from assistant.commerce.ports import KeptBasket, ShopRefusedError, ShopUnavailableError
from assistant.conversation.basket import Basket, BasketLine
from assistant.conversation.message import Language
from assistant.kit.web.json_exchange import JsonExchange
from integrations.shops.shopify.api_payloads import (
    Connection,
    CustomAttribute,
    ShopifyPayload,
    read,
    read_money,
)

MOST_LINES = 100
_CART_IDS = "gid://shopify/Cart/"  # begin so; to others Shopify answers with an error

_CART = f"""{{
  id checkoutUrl attributes {{ key value }}
  cost {{ subtotalAmount {{ amount currencyCode }} }}
  lines(first: {MOST_LINES}) {{
    nodes {{ id quantity merchandise {{ ... on ProductVariant {{ id product {{ id }} }} }} }}
  }}
}}"""
_CHANGED = f"{{ cart {_CART} userErrors {{ code }} warnings {{ code }} }}"

SHOW = f"query Cart($id: ID!) {{ cart(id: $id) {_CART} }}"
CREATE = (
    "mutation CartCreate($lines: [CartLineInput!]!, $attributes: [AttributeInput!]!)"
    f" {{ changed: cartCreate(input: {{lines: $lines, attributes: $attributes}}) {_CHANGED} }}"
)
ADD = (
    "mutation CartLinesAdd($id: ID!, $lines: [CartLineInput!]!)"
    f" {{ changed: cartLinesAdd(cartId: $id, lines: $lines) {_CHANGED} }}"
)
UPDATE = (
    "mutation CartLinesUpdate($id: ID!, $lines: [CartLineUpdateInput!]!)"
    f" {{ changed: cartLinesUpdate(cartId: $id, lines: $lines) {_CHANGED} }}"
)
"""A quantity of 0 takes a line out."""
MARK = (
    "mutation CartAttributesUpdate($id: ID!, $attributes: [AttributeInput!]!)"
    f" {{ changed: cartAttributesUpdate(cartId: $id, attributes: $attributes) {_CHANGED} }}"
)
"""All attributes of the cart become these."""


class _CartAmount(ShopifyPayload):
    amount: str
    currency_code: str


class _CartCost(ShopifyPayload):
    subtotal_amount: _CartAmount


class _Owner(ShopifyPayload):
    id: str


class _Merchandise(ShopifyPayload):
    id: str
    product: _Owner


class _CartLine(ShopifyPayload):
    id: str
    quantity: int
    merchandise: _Merchandise


class Cart(ShopifyPayload):
    """Hold a basket as the Storefront API tells it: a cart."""

    id: str
    checkout_url: str
    cost: _CartCost
    lines: Connection[_CartLine]
    attributes: tuple[CustomAttribute, ...] = ()

    def marked(self, token: str) -> list[dict[str, str]]:
        """Return the attributes that the cart is to have: its own, and the token."""
        own = {one.key: one.value or "" for one in self.attributes}
        return _attributes({**own, NAME: token} if token else own)

    def basket(self) -> Basket:
        """Return the lines of the cart."""
        lines = (
            BasketLine(
                product_id=one.merchandise.product.id,
                variant_id=one.merchandise.id,
                pieces=one.quantity,
            )
            for one in self.lines.nodes
        )
        return Basket(lines=tuple(lines), shop_basket=self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class StorefrontCarts:
    """Keep carts; each change is written as the difference to the cart as it is."""

    exchange: JsonExchange
    path: str  # of the API's version

    async def keep(self, basket: Basket, *, language: Language) -> KeptBasket:
        del language  # the checkout is in the customer's own
        cart = await self._cart(basket.shop_basket) if basket.shop_basket else None
        if cart is None:
            return await self._open(basket)
        before = cart.basket()
        kept = await self._change(cart, basket)
        if not kept.basket().is_like(basket):
            await self._change(kept, before)
            msg = "Shopify has not as many pieces"
            raise ShopRefusedError(msg)
        wanted = kept.marked(basket.token)
        if wanted != kept.marked(""):  # a cart that the customer's page named, or another chat's
            kept = await self._write(MARK, id=kept.id, attributes=wanted)
        return _kept(kept)

    async def show(self, basket: Basket, *, language: Language) -> KeptBasket | None:
        del language
        if not basket.shop_basket:
            return KeptBasket(basket=basket, checkout_url="")
        cart = await self._cart(basket.shop_basket)
        return _kept(cart) if cart is not None and cart.lines.nodes else None

    async def _open(self, basket: Basket) -> KeptBasket:
        """Make a new cart; one that holds less than was wanted is left to run out."""
        if not basket.lines:
            return KeptBasket(basket=Basket(), checkout_url="")
        lines = [_input(one) for one in basket.lines]
        token = {NAME: basket.token} if basket.token else {}
        cart = await self._write(CREATE, lines=lines, attributes=_attributes(token))
        if not cart.basket().is_like(basket):
            msg = "Shopify has not as many pieces"
            raise ShopRefusedError(msg)
        return _kept(cart)

    async def _change(self, cart: Cart, basket: Basket) -> Cart:
        there = {one.merchandise.id for one in cart.lines.nodes}
        other = [
            {"id": one.id, "quantity": basket.pieces_of(one.merchandise.id)}
            for one in cart.lines.nodes
            if one.quantity != basket.pieces_of(one.merchandise.id)
        ]
        if other:
            cart = await self._write(UPDATE, id=cart.id, lines=other)
        new = [_input(one) for one in basket.lines if one.variant_id not in there]
        return await self._write(ADD, id=cart.id, lines=new) if new else cart

    async def _cart(self, cart_id: str) -> Cart | None:
        """Return a cart; None: it is gone, or the id that a page named is of no cart."""
        if not cart_id.startswith(_CART_IDS):
            return None
        found = (await self._ask(SHOW, {"id": cart_id}, repeatable=True)).get("cart")
        return read(Cart, found) if found is not None else None

    async def _write(self, document: str, **variables: object) -> Cart:
        changed = (await self._ask(document, variables, repeatable=False)).get("changed") or {}
        codes = [str(one.get("code")) for one in changed.get("userErrors") or ()]
        if codes or changed.get("cart") is None:
            msg = f"Shopify refuses the cart: {', '.join(codes[:3])}"
            raise ShopRefusedError(msg)
        return read(Cart, changed["cart"])

    async def _ask(
        self, document: str, variables: Mapping[str, object], *, repeatable: bool
    ) -> dict[str, Any]:
        body = {"query": document, "variables": dict(variables)}
        answer = await self.exchange.send("POST", self.path, body=body, repeatable=repeatable)
        content = answer.content if isinstance(answer.content, dict) else {}
        data = content.get("data")
        if not isinstance(data, dict) or content.get("errors"):
            msg = (
                f"Shopify's Storefront API answered with status {answer.status} and no data:"
                " check COMPTOIR_SHOPIFY__STOREFRONT_TOKEN"
            )
            raise ShopUnavailableError(msg)
        return data


def _attributes(named: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in named.items()]


def _input(line: BasketLine) -> dict[str, object]:
    return {"merchandiseId": line.variant_id, "quantity": line.pieces}


def _kept(cart: Cart) -> KeptBasket:
    basket, total = cart.basket(), cart.cost.subtotal_amount
    if not basket.lines:
        return KeptBasket(basket=replace(basket, lines=()), checkout_url="")
    return KeptBasket(
        basket=basket,
        checkout_url=cart.checkout_url,
        total=read_money(total.amount, total.currency_code),
    )
