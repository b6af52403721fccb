"""List every trigger, with the rule that finds its causes in a customer's facts. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from assistant.commerce.order import Order, OrderStatus, Shipment, ShipmentStatus
from assistant.conversation.consents import ContactPurpose
from assistant.conversation.message import Language
from assistant.operations.preconditions import claimed_lines
from assistant.operations.shop_values import day
from assistant.outreach.triggers.customer_facts import CustomerFactKind, CustomerFacts
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from assistant.outreach.triggers.trigger import Cause, Trigger, TriggerName

LATE_AFTER = timedelta(days=1)
"""Past the end of the expected day: parcels of that evening are scanned by then."""

STUCK_AFTER = timedelta(days=10)
"""Since the last scan, else since it was handed to the carrier, where no day is expected."""

PARCEL_STUCK = "parcel_stuck"
"""Names the words for a late parcel of which no expected day is known."""

ASKED_WITHIN = timedelta(days=30)
"""Longest time after which an answer is still of use."""

WISHED = timedelta(days=180)
"""Days for which a wish holds: a season and its next."""

_ON_ITS_WAY = (ShipmentStatus.PREPARED, ShipmentStatus.IN_TRANSIT)
_OLD = timedelta(days=60)


def late_parcels(facts: CustomerFacts, now: datetime, language: Language) -> tuple[Cause, ...]:
    """Return the orders with a parcel that should have arrived, or has not moved for long.

    Where the shop knows an expected day, that day alone counts. Of several late parcels of an order
    the first is told: one delay is one message.
    """
    found = dict[str, Cause]()
    for order, parcel in _parcels(facts, now):
        cause = _late(order, parcel, language)
        if cause is not None and cause.at is not None and cause.at <= now:
            found.setdefault(order.order_id, cause)
    return tuple(found.values())


def answered_questions(
    facts: CustomerFacts, now: datetime, language: Language
) -> tuple[Cause, ...]:
    """Return the questions of the last month that can be answered now."""
    return tuple(
        _cause(one.message_id, day=day(one.asked_at, language), asked=one.asked, answer=one.answer)
        for one in facts.questions
        if now - one.asked_at <= ASKED_WITHIN
    )


def back_in_stock(facts: CustomerFacts, now: datetime, _: Language) -> tuple[Cause, ...]:
    """Return the wishes for a variant that can be bought again."""
    return tuple(
        _cause(wish.key, product=wish.product)
        for wish in facts.wishes
        if wish.available and now - wish.asked_at <= WISHED
    )


TRIGGERS: Mapping[TriggerName, Trigger] = {
    TriggerName.PARCEL_LATE: Trigger(
        name=TriggerName.PARCEL_LATE,
        purpose=ContactPurpose.SERVICE,
        qualifies=late_parcels,
        other_words=(PARCEL_STUCK,),
        of_parcels=True,
    ),
    TriggerName.QUESTION_ANSWERED: Trigger(
        name=TriggerName.QUESTION_ANSWERED,
        purpose=ContactPurpose.SERVICE,
        qualifies=answered_questions,
        aim=OutreachEffect.ORDERED,
        needs=frozenset({CustomerFactKind.QUESTIONS}),
        known_only=False,
    ),
    # The yes to the alert is the consent: see `ContactPurpose.ALERT`.
    TriggerName.BACK_IN_STOCK: Trigger(
        name=TriggerName.BACK_IN_STOCK,
        purpose=ContactPurpose.ALERT,
        qualifies=back_in_stock,
        aim=OutreachEffect.ORDERED,
        needs=frozenset({CustomerFactKind.WISHES}),
        stale_after=timedelta(days=2),
    ),
}


def has_open_complaint(facts: CustomerFacts, now: datetime) -> bool:
    """Return whether people look at a problem with an order of the last two months."""
    recent = (order for order in facts.orders if now - order.placed_at <= _OLD)
    return any(claimed_lines(order) for order in recent)


def _parcels(facts: CustomerFacts, now: datetime) -> Iterator[tuple[Order, Shipment]]:
    for order in facts.orders:
        if order.status is OrderStatus.SHIPPED and now - order.placed_at <= _OLD:
            yield from ((order, parcel) for parcel in order.shipments)


def _late(order: Order, parcel: Shipment, language: Language) -> Cause | None:
    """Return the cause that a parcel on its way becomes in time; None: it never does."""
    number, carrier = order.number, parcel.carrier
    if parcel.expected_on is not None and parcel.status in _ON_ITS_WAY:
        expected = day(parcel.expected_on, language)
        late = _cause(order.order_id, number=number, carrier=carrier, expected=expected)
        return replace(late, at=_end_of(parcel.expected_on) + LATE_AFTER)
    if parcel.moved_at is not None and parcel.status is ShipmentStatus.IN_TRANSIT:
        moved = day(parcel.moved_at, language)
        stuck = _cause(order.order_id, number=number, carrier=carrier, moved=moved)
        return replace(stuck, at=parcel.moved_at + STUCK_AFTER, words=PARCEL_STUCK)
    return None


def _cause(key: str, **values: str) -> Cause:
    """Return a cause whose words may state these values of the shop."""
    return Cause(key=str(key), evidence=tuple(values.values()), values=values)


def _end_of(one: date) -> datetime:
    return datetime.combine(one, time.max, tzinfo=UTC)
