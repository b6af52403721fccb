"""Limits of offers, and an offer, for the small shop."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from assistant.conversation.ids import ConversationId, MessageId
from assistant.operations.goodwill.offers.offer_terms import (
    OfferLimits,
    OfferOccasion,
    OfferPlan,
)
from assistant.operations.goodwill.offers.ports import FollowedOrders
from tests.support.seeds import shop_records as given
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.shop_records import euros

LIMITS = OfferLimits(
    occasions=frozenset(OfferOccasion),
    percent=Decimal(10),
    most=euros(5),
    least=euros(20),
    day_budget=euros(12),
    margin=Decimal("0.3"),
    tax=Decimal("0.2"),
    valid_days=14,
    customer_days=90,
    costs={given.SHIRT: 900},
)
PLAN = OfferPlan(
    offer_id="a" * 32,
    cause_id="b" * 32,
    conversation_id=ConversationId("c1"),
    customer_id=given.LEA,
    reply_id=MessageId("r1"),
    occasion=OfferOccasion.LATE_PARCEL,
    order_number="#1003",
    worth=euros(4.60),
    least=euros(20),
    products=(given.SHIRT,),
    titles=("Ouessant Shirt",),
    ends_on=date(2026, 3, 15),
    day=date(2026, 3, 1),
    valid_days=15,
    language="fr",
    at=NOON,
)

FOLLOWED = FollowedOrders(orders=2, paid_minor=5_540, margin_minor=2_816)


def plan(number: int, customer: str = "", **of: object) -> OfferPlan:
    """Return another offer, to a customer of its own unless one is named."""
    return replace(
        PLAN,
        offer_id=f"{number:032x}",
        cause_id=f"cause{number}",
        conversation_id=ConversationId(f"c{number}"),
        customer_id=customer or f"customer{number}",  # type: ignore[arg-type]  # an id
        **of,  # type: ignore[arg-type]  # fields of it
    )
