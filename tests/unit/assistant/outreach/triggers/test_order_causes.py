"""Causes in a customer's orders: who qualifies, since when, and with which words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.commerce.order import (
    Entry,
    EntryKind,
    Order,
    OrderRequest,
    OrderStatus,
    RequestKind,
    ShipmentStatus,
)
from assistant.conversation.message import Language
from assistant.outreach.first_words import passed
from assistant.outreach.triggers.customer_facts import CustomerFacts
from assistant.outreach.triggers.order_causes import has_open_complaint
from assistant.outreach.triggers.trigger import Cause, TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS
from tests.support.seeds.shop_records import ARRIVED, CARD, DELIVERED, LEA, PENDING, PLACED, euros

NOW = datetime(2026, 11, 12, 9, tzinfo=UTC)
SHIPPED = replace(
    ARRIVED,
    status=OrderStatus.SHIPPED,
    delivered_at=None,
    shipments=(
        replace(
            ARRIVED.shipments[0],
            status=ShipmentStatus.IN_TRANSIT,
            delivered_at=None,
            expected_on=date(2026, 11, 9),
        ),
    ),
)
FAILED = replace(SHIPPED, shipments=(replace(SHIPPED.shipments[0], status=ShipmentStatus.FAILED),))
RETURN = OrderRequest(
    kind=RequestKind.RETURN,
    reference="R1",
    line_ids=(ARRIVED.lines[0].line_id,),
    method_id=CARD,
    amount=euros(30),
)
REFUNDED = replace(
    ARRIVED,
    requests=(RETURN,),
    entries=(*ARRIVED.entries, Entry(kind=EntryKind.REFUND, method_id=CARD, amount=euros(30))),
)
UNPAID = replace(PENDING, entries=())
QUALIFYING = {
    TriggerName.PARCEL_LATE: SHIPPED,
    TriggerName.DELIVERY_FAILED: FAILED,
    TriggerName.RETURN_REFUNDED: REFUNDED,
    TriggerName.ORDER_UNPAID: UNPAID,
    TriggerName.REVIEW_ASKED: ARRIVED,
}


def causes(
    name: TriggerName, *orders: Order, now: datetime = NOW, language: Language = "fr"
) -> tuple[Cause, ...]:
    facts = CustomerFacts(customer_id=LEA, orders=orders)
    return TRIGGERS[name].qualifies(facts, now, language)


@pytest.mark.parametrize("name", QUALIFYING)
def test_an_order_that_was_cancelled_is_no_cause(name: TriggerName) -> None:
    gone = replace(QUALIFYING[name], status=OrderStatus.CANCELLED, delivered_at=None)
    if name is TriggerName.RETURN_REFUNDED:
        return  # money that went back is said, whatever became of the order
    assert causes(name, gone, now=NOW + timedelta(days=30)) == ()


class TestLateParcels:
    def test_are_late_a_day_after_the_expected_one(self) -> None:
        before = datetime(2026, 11, 10, 23, tzinfo=UTC)
        assert causes(TriggerName.PARCEL_LATE, SHIPPED, now=before) == ()
        (cause,) = causes(TriggerName.PARCEL_LATE, SHIPPED, now=before + timedelta(hours=2))
        assert (cause.key, cause.values["expected"]) == ("o1003", "9 novembre 2026")

    def test_of_one_order_are_one_cause(self) -> None:
        two = replace(SHIPPED, shipments=(*SHIPPED.shipments, *SHIPPED.shipments))
        assert len(causes(TriggerName.PARCEL_LATE, two)) == 1

    def test_of_an_order_of_last_season_are_no_news(self) -> None:
        old = replace(SHIPPED, placed_at=PLACED - timedelta(days=90))
        assert causes(TriggerName.PARCEL_LATE, old) == ()


class TestReviews:
    def test_are_asked_ten_days_after_it_came_and_of_nothing_that_came_back(self) -> None:
        asked_at = DELIVERED + timedelta(days=10)
        assert causes(TriggerName.REVIEW_ASKED, ARRIVED, now=asked_at - timedelta(hours=1)) == ()
        assert len(causes(TriggerName.REVIEW_ASKED, ARRIVED, now=asked_at)) == 1
        back = replace(ARRIVED, requests=(RETURN,))
        assert causes(TriggerName.REVIEW_ASKED, back, now=asked_at) == ()


class TestRefunds:
    def test_of_another_amount_are_not_taken_for_the_returns(self) -> None:
        part = Entry(kind=EntryKind.REFUND, method_id=CARD, amount=euros(12))
        half = replace(ARRIVED, requests=(RETURN,), entries=(*ARRIVED.entries, part))
        assert causes(TriggerName.RETURN_REFUNDED, half) == ()


class TestTheGuard:
    def test_lets_no_fact_pass_that_the_cause_does_not_have(self) -> None:
        cause = Cause(key="1", evidence=("#1003",))
        assert passed("Votre commande #1003 attend.", cause, "fr", shop="Brisemare")
        promise = "Votre commande #1003 arrive le 4 mai, avec 10 % de remise."
        assert passed(promise, cause, "fr", shop="Brisemare") is None


def test_a_claim_of_the_last_two_months_is_an_open_complaint() -> None:
    claim = replace(RETURN, kind=RequestKind.CLAIM, amount=None)
    claimed = CustomerFacts(customer_id=LEA, orders=(replace(ARRIVED, requests=(claim,)),))
    assert has_open_complaint(claimed, NOW)
    assert not has_open_complaint(claimed, NOW + timedelta(days=70))
    sent = replace(claim, kind=RequestKind.RESHIP)
    mended = replace(ARRIVED, requests=(claim, sent))
    assert not has_open_complaint(CustomerFacts(customer_id=LEA, orders=(mended,)), NOW)
    again = replace(ARRIVED, requests=(claim, sent, claim))
    assert has_open_complaint(CustomerFacts(customer_id=LEA, orders=(again,)), NOW)
    assert not has_open_complaint(CustomerFacts(customer_id=LEA, orders=(ARRIVED,)), NOW)
