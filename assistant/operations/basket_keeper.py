"""Change a customer's basket at the gate: stock and price are read again, and the shop keeps it.

A basket costs nothing until the customer pays on the shop's own page, so there is no permit here.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import Money
from assistant.commerce.assortment import SoldProduct
from assistant.commerce.basket_tokens import basket_token
from assistant.commerce.ports import (
    Assortment,
    Baskets,
    KeptBasket,
    ShopMovedOnError,
    ShopRefusedError,
)
from assistant.commerce.shop_ids import ProductId
from assistant.conversation.basket import Basket
from assistant.conversation.message import Card, Language
from assistant.kit.fault_log import report
from assistant.operations.declarations.basket_changes import (
    Addition,
    basket_total,
    products_in,
    written,
)
from assistant.operations.operation_register import AnyOperation
from assistant.operations.texts import say
from assistant.operations.types import BasketFacts, Facts, OperationCase, Refusal

_AT_ONCE = 5  # questions to the shop system: fifty products take ten round trips


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketAnswer:
    """Hold the words on a change of the basket, and the basket as the shop has it now."""

    text: str
    evidence: tuple[str, ...]  # the shop's values that the text and the card rest on
    basket: Basket
    card: Card | None  # the way to the checkout; None: the basket is empty


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketKeeper:
    """Change baskets; methods may raise `ShopUnavailableError`."""

    baskets: Baskets
    assortment: Assortment
    key: bytes = b""  # that tokens follow from; empty: orders carry none

    async def consider(
        self, operation: AnyOperation, case: OperationCase[Any], noted: Basket, language: Language
    ) -> BasketAnswer | Refusal:
        """Carry out an operation on the basket, or refuse it; `noted` is the log's basket."""
        facts = await self._facts(case, noted, language)
        case = replace(case, facts=facts)
        allowed = operation.weigh(case)
        if isinstance(allowed, Refusal):
            return allowed
        if allowed.basket is None:
            raise LookupError(operation.name)
        kept = KeptBasket(basket=allowed.basket, checkout_url="")
        if allowed.basket.lines or allowed.basket.shop_basket:
            try:
                wanted = replace(allowed.basket, token=noted.token)
                kept = await self.baskets.keep(wanted, language=language)
            except (ShopRefusedError, ShopMovedOnError) as error:
                report("basket.refused", error, operation=operation.name)
                return Refusal(code="basket_refused")
        case = replace(case, facts=replace(facts, basket=replace(case.basket, kept=kept)))
        products = facts.products.values()
        return BasketAnswer(
            text=operation.tell(case, allowed, language),
            evidence=tuple(written(products, case.basket, language)),
            basket=kept.basket,
            card=_card(case, kept, language),
        )

    async def goods(self, noted: Basket, *, language: Language) -> Money | None:
        """Return the price of all that is in the basket now; None: it is empty, or not known."""
        shown = await self._show(noted, language)
        if shown is None:
            return None
        products = await self._products(products_in(shown.basket), language)
        facts = BasketFacts(noted=noted, now=shown.basket, kept=shown)
        return basket_total(products.values(), facts)

    async def _facts(self, case: OperationCase[Any], noted: Basket, language: Language) -> Facts:
        """Read the basket in the shop, and every product that is or will be in it."""
        shown = await self._show(noted, language)
        left = Basket() if noted.lines else noted  # it was bought, or let go: begin anew
        now = shown.basket if shown else left
        noted = noted if shown else left
        wanted = list(products_in(now))
        if isinstance(case.parameters, Addition):
            wanted.append(ProductId(case.parameters.wanted.product_id))
        products = await self._products(wanted, language)
        return Facts(products=products, basket=BasketFacts(noted=noted, now=now))

    async def _show(self, noted: Basket, language: Language) -> KeptBasket | None:
        """Return the basket as the shop has it; None: it is empty, or gone there.

        A page may name a basket that the shop refuses: then a new one is begun.
        """
        if noted == Basket():
            return None
        try:
            return await self.baskets.show(noted, language=language)
        except ShopRefusedError as error:
            report("basket.unknown", error, operation="show")
            return KeptBasket(basket=Basket(), checkout_url="")

    async def _products(
        self, wanted: Iterable[ProductId], language: Language
    ) -> Mapping[ProductId, SoldProduct]:
        return await sold_products(self.assortment, wanted, language)


def marked(basket: Basket, keeper: BasketKeeper | None, conversation_id: str) -> Basket:
    """Return the basket with the token by which an order is known to come from a conversation."""
    if keeper is None or not keeper.key:
        return basket
    return replace(basket, token=basket_token(keeper.key, conversation_id))


async def sold_products(
    assortment: Assortment, wanted: Iterable[ProductId], language: Language
) -> Mapping[ProductId, SoldProduct]:
    """Return the products that are sold now, in the order wanted, a few read at a time.

    Raises:
        ShopUnavailableError: the shop does not answer for one of them.
    """
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(product_id: ProductId) -> SoldProduct | None:
        async with gate:
            return await assortment.product(product_id, language=language)

    found = await asyncio.gather(*map(one, dict.fromkeys(wanted)))
    return {product.product_id: product for product in found if product is not None}


def _card(case: OperationCase[Any], kept: KeptBasket, language: Language) -> Card | None:
    """Return the basket as a card that leads to the checkout."""
    if not kept.checkout_url:
        return None
    pieces = sum(one.pieces for one in kept.basket.lines)
    amount = basket_total(case.facts.products.values(), case.basket)
    return Card(
        product_id="",  # of no product
        title=say("basket.card", language),
        subtitle=say("basket.one" if pieces == 1 else "basket.many", language, count=str(pieces)),
        price=write_amount(amount, language) if amount else "",
        availability=say("basket.checkout", language),
        url=kept.checkout_url,
    )
