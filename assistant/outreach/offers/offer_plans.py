"""Plan an offer for an occasion, on the facts of the shop as it is now."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from assistant.commerce.amounts import Money, total
from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import fold_number
from assistant.commerce.order import Order
from assistant.commerce.shop_ids import CustomerId, ProductId, VariantId
from assistant.conversation.basket import Basket
from assistant.conversation.conversation import Conversation
from assistant.conversation.message import Language
from assistant.kit.experiments.long_holdout import LongHoldout
from assistant.operations.basket_keeper import sold_products
from assistant.operations.gate import Gate
from assistant.operations.goodwill.offers.offer_terms import (
    MOST_PRODUCTS,
    OfferLimits,
    OfferOccasion,
    OfferPlan,
    fitting,
)
from assistant.outreach.holdout import is_held_out, leaves_out
from assistant.outreach.offers.offer_occasions import FoundOccasion
from assistant.outreach.ports import CustomerFactReader
from assistant.outreach.triggers.customer_facts import CustomerFacts
from assistant.outreach.triggers.trigger_register import has_open_complaint, late_parcels

_OF_BASKET = (OfferOccasion.BASKET_ANSWERED, OfferOccasion.PRICE_OBJECTION)
_DRAW = "offers"
_DAY = 1  # the last day is whole: the shop is told one more


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPlanner:
    """Plan offers; has no effect. Methods may raise `ShopUnavailableError`."""

    gate: Gate
    facts: CustomerFactReader
    limits: OfferLimits
    key: bytes  # that the draw of customers follows from
    zone: ZoneInfo  # of the shop: its days have the budgets
    default_language: Language
    holdout: LongHoldout | None = None  # None: nobody is left out of all that is new

    async def plan(
        self, conversation: Conversation, found: FoundOccasion, now: datetime
    ) -> OfferPlan | None:
        """Return the offer that the limits allow, but for budget and turn; None: none.

        Only a customer who has proven who they are, and has an order here, gets one.
        """
        identity = conversation.dealings.identity
        if identity is None or not self.gate.knows(identity):
            return None
        day = now.astimezone(self.zone).date()
        basket = conversation.dealings.basket
        if not await self._may_give(found.occasion, basket, identity.customer_id, day, now):
            return None
        known = await self.facts.of(identity.customer_id)
        if known is None or has_open_complaint(known[0], now):
            return None
        language = conversation.language or known[0].language or self.default_language
        order = _order_of(found, known[0], now, language)
        if order is None or "grant_voucher" in await self.gate.orders.refuses():
            return None
        sold = await self._sold(language, basket)
        worth, fit = self._fit(found.occasion, order, basket, sold)
        if worth is None or not fit:
            return None
        cause = f"{conversation.conversation_id}\x1f{found.reply.message_id}".encode()
        return OfferPlan(
            offer_id=secrets.token_hex(16),
            cause_id=hashlib.sha256(cause).hexdigest()[:32],
            conversation_id=conversation.conversation_id,
            customer_id=identity.customer_id,
            reply_id=found.reply.message_id,
            occasion=found.occasion,
            order_number=order.number,
            worth=worth,
            least=self.limits.least,
            products=tuple(one.product_id for one in fit),
            titles=tuple(one.title for one in fit),
            ends_on=day + timedelta(days=self.limits.valid_days),
            day=day,
            valid_days=self.limits.valid_days + _DAY,
            language=language,
            at=now,
            is_tried=found.occasion is OfferOccasion.PRICE_OBJECTION,
            is_held_out=self._is_held_out(identity.customer_id),
            held_percent=self.limits.held_percent,
        )

    def _is_held_out(self, customer_id: CustomerId) -> bool:
        """Return whether the draw leaves a customer alone.

        One draw for all occasions: who got a code on another one would be no comparison.
        """
        return is_held_out(self.key, _DRAW, customer_id, self.limits.held_percent / 100)

    async def _may_give(
        self,
        occasion: OfferOccasion,
        basket: Basket,
        customer_id: CustomerId,
        day: date,
        now: datetime,
    ) -> bool:
        """Return whether the shop is worth asking: most answers end here.

        Whoever is left out of all that is new is on neither side of the draw: they get no messages
        and no new answers either, so beside them a code would be credited with all of that.
        """
        tried = occasion is OfferOccasion.PRICE_OBJECTION  # allowed by who asks for the plan
        if self.gate.offers is None or not (tried or occasion in self.limits.occasions):
            return False
        if occasion in _OF_BASKET and not any(
            line.product_id in self.limits.costs for line in basket.lines
        ):
            return False
        if not await self.gate.offers.has_room(customer_id, occasion, day=day, now=now):
            return False
        return not await leaves_out(self.holdout, customer_id)

    def _fit(
        self, occasion: OfferOccasion, order: Order, basket: Basket, sold: Sequence[SoldProduct]
    ) -> tuple[Money | None, tuple[SoldProduct, ...]]:
        """Return the worth of a code, and the products that it may be good for."""
        of_basket = occasion in _OF_BASKET
        currency = self.limits.most.currency
        worth = self.limits.worth(_value_of(basket, sold, currency) if of_basket else order.paid)
        fit = fitting(self.limits, sold, worth) if worth is not None else ()
        return worth, () if of_basket and not _has_any(basket, fit) else fit

    async def _sold(self, language: Language, basket: Basket) -> Sequence[SoldProduct]:
        """Return the products that a code may be good for: those of the basket first."""
        costs = self.limits.costs
        in_basket = (ProductId(one.product_id) for one in basket.lines if one.product_id in costs)
        wanted = islice(dict.fromkeys((*in_basket, *islice(costs, MOST_PRODUCTS))), MOST_PRODUCTS)
        return [*(await sold_products(self.gate.assortment, wanted, language)).values()]


def _order_of(
    found: FoundOccasion, facts: CustomerFacts, now: datetime, language: Language
) -> Order | None:
    """Return the order that an offer is kept with; None: it is not the occasion after all."""
    if found.occasion is OfferOccasion.LATE_PARCEL:
        late = {one.key for one in late_parcels(facts, now, language)}
        named = _named(found, facts)
        return named if named is not None and str(named.order_id) in late else None
    if found.occasion is OfferOccasion.RETURN_KEPT:
        return _named(found, facts)
    return facts.orders[0] if facts.orders else None


def _named(found: FoundOccasion, facts: CustomerFacts) -> Order | None:
    wanted = fold_number(found.order_number)
    return next((one for one in facts.orders if fold_number(one.number) == wanted), None)


def _value_of(basket: Basket, sold: Sequence[SoldProduct], currency: str) -> Money:
    """Return the value of the products in a basket whose cost is known."""
    by_id = {one.product_id: one for one in sold}
    prices = []
    for line in basket.lines:
        product = by_id.get(ProductId(line.product_id))
        variant = product.variant(VariantId(line.variant_id)) if product else None
        if variant is not None:
            prices += [variant.price] * line.pieces
    return total(prices, currency=currency)


def _has_any(basket: Basket, products: Sequence[SoldProduct]) -> bool:
    ids = {one.product_id for one in products}
    return any(line.product_id in ids for line in basket.lines)
