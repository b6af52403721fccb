"""Work out an offer: the worth of a code, its products and its end. Pure.

A code is always an amount, so that what it can cost is known before it is made. It is good for one
order of one customer, on products whose margin stays above the floor even if the code is used for
one of them alone; a product whose cost nobody told is none of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from assistant.commerce.amounts import Money
from assistant.commerce.assortment import SoldProduct
from assistant.commerce.order import Order
from assistant.commerce.shop_effects import GrantVoucher
from assistant.commerce.shop_ids import CustomerId, ProductId
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Language

MOST_PRODUCTS = 50
"""Most products that a code is good for: each is asked for at the shop."""


class OfferOccasion(StrEnum):
    """Name the occasions of an offer.

    No setting turns an objection to a price on: only an experiment, and what it showed.
    """

    LATE_PARCEL = "late_parcel"  # the customer asked for an order whose parcel is late
    BASKET_ANSWERED = "basket_answered"  # a question was answered, and the basket has something
    RETURN_KEPT = "return_kept"  # they wanted to send it back, and exchanged it
    PRICE_OBJECTION = "price_objection"  # they find it too dear, and say nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLimits:
    """Hold the limits that people set; amounts are in the shop's currency."""

    occasions: frozenset[OfferOccasion]  # empty: none is given
    percent: Decimal | None  # of the order or basket; None: `most`, whatever it comes to
    most: Money  # that one code is worth
    least: Money  # order that a code is good for
    day_budget: Money  # that the codes of one day are worth together
    margin: Decimal  # least share of the price without tax that is left, in [0, 1)
    tax: Decimal  # that prices contain, as a share of the price without it
    valid_days: int
    customer_days: int  # between two codes of one customer
    costs: Mapping[ProductId, int]  # of a piece without tax, in minor units; first ones first
    held_percent: int = 0  # of customers, who get no code: they show what codes are worth

    @property
    def any(self) -> bool:
        """Return whether the limits have room for a code, on any occasion."""
        amounts = (self.most, self.day_budget)
        return bool(self.costs) and all(one.amount_minor > 0 for one in amounts)

    def worth(self, base: Money) -> Money | None:
        """Return the worth of a code on an order or basket of `base`; None: nothing.

        It is below the least order that it is good for: no code pays for all of an order.
        """
        minor = self.most.amount_minor
        if base.currency != self.most.currency:
            return None
        if self.percent is not None:
            share = Decimal(base.amount_minor) * self.percent / 100
            minor = min(minor, int(share.to_integral_value(rounding=ROUND_DOWN)))
        if not 0 < minor < self.least.amount_minor:
            return None
        return Money(amount_minor=minor, currency=base.currency)

    def keeps_margin(self, price: Money, cost: int, worth: Money) -> bool:
        """Return whether the margin is kept where the code is used for one piece alone."""
        if price.currency != worth.currency:
            return False
        net = Decimal(price.amount_minor - worth.amount_minor) / (1 + self.tax)
        return net > 0 and net - cost >= self.margin * net


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPlan:
    """Hold an offer as it is to be made and worded."""

    offer_id: str  # random hex digits: the code follows from it, and no customer sees it
    cause_id: str  # what makes it once: the reply that it follows
    conversation_id: ConversationId
    customer_id: CustomerId
    reply_id: MessageId  # of the reply that it follows
    occasion: OfferOccasion
    order_number: str  # the order that the shop keeps it with
    worth: Money
    least: Money
    products: tuple[ProductId, ...]
    titles: tuple[str, ...]  # of these, in the customer's language
    ends_on: date  # the last day, in the shop's own time
    day: date  # whose budget pays for it
    valid_days: int  # that the shop is told: the last day is whole
    language: Language
    at: datetime  # aware, UTC
    is_tried: bool = False  # an experiment, or what it showed, allows an objection to a price
    is_held_out: bool = False  # the draw leaves the customer alone: no code is made
    held_percent: int = 0  # the share of the draw: sides are compared within it


def code_of(plan: OfferPlan, order: Order) -> GrantVoucher:
    """Return the effect that makes the code of an offer."""
    return GrantVoucher(
        order_id=order.order_id,
        version=order.version,
        customer_id=plan.customer_id,
        amount=plan.worth,
        valid_days=plan.valid_days,
        least=plan.least,
        products=plan.products,
    )


def fitting(
    limits: OfferLimits, sold: Sequence[SoldProduct], worth: Money
) -> tuple[SoldProduct, ...]:
    """Return the products that a code may be good for: the cheapest of each keeps the margin."""
    return tuple(one for one in sold if _fits(limits, one, worth))


def _fits(limits: OfferLimits, product: SoldProduct, worth: Money) -> bool:
    cost = limits.costs.get(product.product_id)
    if cost is None or not product.variants:
        return False
    return all(limits.keeps_margin(one.price, cost, worth) for one in product.variants)
