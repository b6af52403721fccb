"""Late parcels and open complaints in a customer's orders, and the words for them."""

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
from assistant.conversation.ids import CustomerId
from assistant.conversation.message import Language
from assistant.outreach.first_words import passed, template_body, template_values, word
from assistant.outreach.triggers.customer_facts import CustomerFacts
from assistant.outreach.triggers.trigger import Cause, TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS, has_open_complaint
from tests.support.memory.assemblies.outreach_house import OutreachHouse
from tests.support.seeds.shop_records import ARRIVED, CARD, LEA, PLACED, euros

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
RETURN = OrderRequest(
    kind=RequestKind.RETURN,
    reference="R1",
    line_ids=(ARRIVED.lines[0].line_id,),
    method_id=CARD,
    amount=euros(30),
)


def refund(amount: float, *, of: str = "", at: datetime | None = None) -> Entry:
    return Entry(kind=EntryKind.REFUND, method_id=CARD, amount=euros(amount), request=of, at=at)


STUCK = replace(
    SHIPPED,
    shipments=(
        replace(
            SHIPPED.shipments[0], expected_on=None, moved_at=datetime(2026, 11, 5, 8, tzinfo=UTC)
        ),
    ),
)


def causes(
    name: TriggerName, *orders: Order, now: datetime = NOW, language: Language = "fr"
) -> tuple[Cause, ...]:
    facts = CustomerFacts(customer_id=LEA, orders=orders)
    return TRIGGERS[name].qualifies(facts, now, language)


class TestLateParcels:
    def test_of_an_order_that_was_cancelled_are_no_cause(self) -> None:
        gone = replace(SHIPPED, status=OrderStatus.CANCELLED)
        assert causes(TriggerName.PARCEL_LATE, gone, now=NOW + timedelta(days=30)) == ()

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


class TestStuckParcels:
    def test_are_told_ten_days_after_they_last_moved_in_words_of_their_own(self) -> None:
        at = datetime(2026, 11, 15, 8, tzinfo=UTC)
        assert causes(TriggerName.PARCEL_LATE, STUCK, now=at - timedelta(hours=1)) == ()
        (cause,) = causes(TriggerName.PARCEL_LATE, STUCK, now=at)
        assert (cause.key, cause.at, cause.words) == ("o1003", at, "parcel_stuck")
        trigger = TRIGGERS[TriggerName.PARCEL_LATE]
        said = word(trigger, cause, "fr", shop="Brisemare") or ""
        assert "n'a pas bougé depuis le 5 novembre 2026" in said
        assert template_values(trigger, cause, "fr") == ("Colissimo", "#1003", "5 novembre 2026")

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_have_a_template_that_says_the_same(self, language: Language) -> None:
        (cause,) = causes(TriggerName.PARCEL_LATE, STUCK, now=NOW + timedelta(days=9))
        trigger, body = TRIGGERS[TriggerName.PARCEL_LATE], template_body(cause.words, language)
        for n, value in enumerate(template_values(trigger, cause, language), start=1):
            body = body.replace(f"{{{{{n}}}}}", value)
        assert (word(trigger, cause, language, shop="Brisemare") or "").startswith(body)

    def test_are_late_by_the_expected_day_where_there_is_one(self) -> None:
        later = replace(STUCK.shipments[0], expected_on=date(2026, 11, 28))
        expected = replace(STUCK, shipments=(later,))
        at = datetime(2026, 11, 20, tzinfo=UTC)
        assert causes(TriggerName.PARCEL_LATE, expected, now=at) == ()

    def test_are_none_where_nobody_knows_when_they_moved_or_they_come_today(self) -> None:
        at = NOW + timedelta(days=30)
        for more in (
            {"moved_at": None},
            {"status": ShipmentStatus.OUT_FOR_DELIVERY},
            {"status": ShipmentStatus.PREPARED},
        ):
            parcel = replace(STUCK.shipments[0], **more)
            still = replace(STUCK, shipments=(parcel,))
            assert causes(TriggerName.PARCEL_LATE, still, now=at) == ()

    async def test_are_told_once_also_if_they_move_on_and_are_late_later(self) -> None:
        house = OutreachHouse()
        one = await house.meet("lea", STUCK)
        house.clock.at = datetime(2026, 11, 17, 10, tzinfo=UTC)
        await house.go()
        parcel = replace(STUCK.shipments[0], expected_on=date(2026, 11, 18))
        house.shop.orders[CustomerId("lea")] = (replace(STUCK, shipments=(parcel,)),)
        house.clock.at += timedelta(days=7)
        await house.go()
        (said,) = await house.said(one)
        assert said.template is not None
        assert said.template.name == "comptoir_parcel_stuck"


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
