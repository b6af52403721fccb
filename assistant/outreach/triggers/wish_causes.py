"""Find causes in the products that a customer asked to be told of. Pure."""

from datetime import datetime, timedelta

from assistant.answers.amount_text import write_amount
from assistant.commerce.amounts import Money
from assistant.commerce.order import OrderStatus
from assistant.conversation.message import Language
from assistant.outreach.triggers.customer_facts import CustomerFacts, WishedVariant
from assistant.outreach.triggers.trigger import Cause

WISHED = timedelta(days=180)
"""Days for which a wish holds: a season and its next."""


def back_in_stock(facts: CustomerFacts, now: datetime, _: Language) -> tuple[Cause, ...]:
    """Return the wishes for a variant that can be bought again."""
    return tuple(
        Cause(key=wish.key, evidence=(wish.product,), values={"product": wish.product})
        for wish in _wishes(facts, now)
        if wish.available
    )


def lower_prices(facts: CustomerFacts, now: datetime, language: Language) -> tuple[Cause, ...]:
    """Return the wishes for a variant that the shop sells for less than when it was wished for.

    Both prices are the shop's own. Nothing here gives a discount, or promises that it lasts.
    Who bought the product since, in any variant, is told of no lower price.
    """
    return tuple(
        _lower(wish, before, language)
        for wish in _wishes(facts, now)
        if wish.available
        and not _is_bought(wish, facts)
        and (before := wish.first_price) is not None
        and wish.price.currency == before.currency
        and wish.price.amount_minor < before.amount_minor
    )


def _lower(wish: WishedVariant, before: Money, language: Language) -> Cause:
    said = {
        "product": wish.product,
        "price": write_amount(wish.price, language),
        "before": write_amount(before, language),
    }
    return Cause(key=wish.key, evidence=tuple(said.values()), values=said)


def _is_bought(wish: WishedVariant, facts: CustomerFacts) -> bool:
    """Return whether the customer ordered the product after they asked to be told of it."""
    return any(
        order.placed_at > wish.asked_at
        and order.status is not OrderStatus.CANCELLED
        and any(line.product_id == wish.product_id for line in order.lines)
        for order in (*facts.orders, *facts.earlier)
    )


def _wishes(facts: CustomerFacts, now: datetime) -> tuple[WishedVariant, ...]:
    return tuple(wish for wish in facts.wishes if now - wish.asked_at <= WISHED)
