"""What customers did in the days after they qualified, on both sides alike."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from assistant.commerce.order import Order, OrderStatus, RequestKind
from assistant.commerce.shop_ids import OrderId
from assistant.conversation.events import (
    ContactOptedOut,
    ConversationEvent,
    HandoffRequested,
    Reason,
    ReplyRated,
    SatisfactionRated,
    TurnTaken,
)
from assistant.conversation.ids import ConversationId, CustomerId, MessageId
from assistant.conversation.message import ChannelKind
from assistant.outreach.followed_orders import FollowedOrders, ShopCosts
from assistant.outreach.outcomes import FOLLOWED, OutcomeWatch, bought_of, effects_in, effects_of
from assistant.outreach.triggers.customer_facts import CustomerFacts
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from retrieval.catalogue.types import NO_CURRENCY
from tests.support.memory.assemblies.outreach_house import MONDAY, OutreachHouse
from tests.support.seeds.conversation_events import wrote
from tests.support.seeds.shop_records import ARRIVED, LEA, SHIRT, SOCKS
from tests.unit.assistant.outreach.triggers.test_late_parcels import RETURN, SHIPPED, refund

C1 = ConversationId("c1")
NOTED = MONDAY + timedelta(days=10)
NEW = replace(ARRIVED, order_id=OrderId("n"), placed_at=NOTED + timedelta(days=2))
COSTED = ShopCosts(currency="EUR", tax=Decimal("0.2"), costs={SHIRT: 900, SOCKS: 300})


def facts(*orders: Order) -> CustomerFacts:
    return CustomerFacts(customer_id=LEA, orders=orders)


def after(days: float) -> datetime:
    return NOTED + timedelta(days=days)


def turn(*signals: str) -> TurnTaken:
    return TurnTaken(
        conversation_id=C1,
        at=after(1),
        answers=(MessageId("m1"),),
        intent="order_status",
        confidence=0.9,
        language="fr",
        decision="answer",
        rule="r",
        latency_ms=1.0,
        signals=signals,
    )


def handed(reason: Reason) -> HandoffRequested:
    return HandoffRequested(conversation_id=C1, at=after(1), reason=reason)


def watching(house: OutreachHouse) -> OutcomeWatch:
    return OutcomeWatch(
        book=house.book,
        facts=house.shop,
        events=house.log,
        others=house.others,
        clock=house.clock,
        shop=COSTED,
    )


class TestEffects:
    def test_are_those_of_fourteen_days(self) -> None:
        past = (
            wrote("m0", at=after(-1)),
            HandoffRequested(
                conversation_id=C1, at=after(3), reason=Reason.ANGER, rule="r", messages=()
            ),
            ContactOptedOut(conversation_id=C1, at=after(14)),
            wrote("m1", at=after(14.1)),
        )
        found = set(effects_in(past, NOTED))
        assert found == {OutreachEffect.COMPLAINED, OutreachEffect.STOPPED}
        assert set(effects_in((wrote("m1", at=after(1)),), NOTED)) == {OutreachEffect.CONTACTED}

    def test_are_no_contact_where_the_message_is_a_stop(self) -> None:
        stop = ContactOptedOut(conversation_id=C1, at=after(1), message_id=MessageId("m1"))
        said = wrote("m1", at=after(1))
        assert set(effects_in((said, stop), NOTED)) == {OutreachEffect.STOPPED}
        more = wrote("m2", at=after(2))
        assert OutreachEffect.CONTACTED in set(effects_in((said, stop, more), NOTED))

    def test_are_a_complaint_where_somebody_is_unhappy(self) -> None:
        rated = ReplyRated(
            conversation_id=C1, at=after(1), message_id=MessageId("r"), helpful=False
        )
        scored = SatisfactionRated(conversation_id=C1, at=after(1), score=2)
        for event in (turn("anger"), turn("chargeback"), handed(Reason.ANGER), rated, scored):
            assert set(effects_in((event,), NOTED)) == {OutreachEffect.COMPLAINED}

    def test_are_none_where_somebody_just_asks_for_a_person(self) -> None:
        thumb = ReplyRated(conversation_id=C1, at=after(1), message_id=MessageId("r"), helpful=True)
        scored = SatisfactionRated(conversation_id=C1, at=after(1), score=4)
        calm: tuple[ConversationEvent, ...] = (
            turn(),
            turn("payment_data"),
            handed(Reason.ASKED_FOR_PERSON),
            handed(Reason.NO_EVIDENCE),
            thumb,
            scored,
        )
        assert set(effects_in(calm, NOTED)) == set()

    def test_are_read_off_the_orders(self) -> None:
        new = replace(ARRIVED, order_id=OrderId("n"), placed_at=after(2))
        claimed = replace(ARRIVED, requests=(replace(RETURN, kind=RequestKind.CLAIM),))
        assert set(effects_of(facts(new), NOTED)) == {OutreachEffect.ORDERED}
        assert set(effects_of(facts(claimed), NOTED)) == {OutreachEffect.COMPLAINED}
        returned = facts(replace(ARRIVED, requests=(RETURN,)))
        assert set(effects_of(returned, NOTED)) == {OutreachEffect.RETURNED}
        assert set(effects_of(returned, NOTED + timedelta(days=90))) == set()


class TestTheWatch:
    async def test_follows_both_sides_once_and_only_to_the_end(self) -> None:
        house = OutreachHouse(holdout=0.5)
        house.clock.at = NOTED
        for n in range(20):
            one = await house.meet(f"customer-{n}", SHIPPED, conversation=f"c{n:02}")
            await house.log.append(one, [wrote(f"m{n}", conversation=one, at=after(1))])
        await house.go()
        watch = watching(house)
        house.clock.at = NOTED + FOLLOWED - timedelta(seconds=1)
        assert await watch.once(limit=99) == 0
        house.clock.at += timedelta(seconds=1)
        assert await watch.once(limit=99) == 20
        assert await watch.once(limit=99) == 0

        tallies = await house.book.tallies()
        assert sum(one.customers for one in tallies) == 20
        assert {one.held_out for one in tallies} == {False, True}
        assert all(one.with_effect == {OutreachEffect.CONTACTED: one.customers} for one in tallies)

    async def test_counts_a_question_on_another_channel_and_nothing_of_somebody_else(self) -> None:
        house = OutreachHouse(holdout=0.5)
        house.clock.at = NOTED
        await house.meet("lea", SHIPPED, conversation="c1")
        await house.go()
        elsewhere = await house.meet(
            "lea", SHIPPED, conversation="c2", channel=ChannelKind.WEBCHAT, consents=()
        )
        await house.log.append(elsewhere, [wrote("m1", conversation=elsewhere, at=after(1))])
        other = await house.meet("tom", conversation="c3", consents=())
        complaint = replace(handed(Reason.ANGER), conversation_id=other)
        await house.log.append(other, [complaint])
        watch = watching(house)
        house.clock.at = NOTED + FOLLOWED
        assert await watch.once(limit=99) == 1
        (tally,) = await house.book.tallies()
        assert tally.with_effect == {OutreachEffect.CONTACTED: 1}

    async def test_keeps_what_was_paid_of_customers_whose_orders_are_known(self) -> None:
        house = OutreachHouse(holdout=0.5)
        house.clock.at = NOTED
        for name in ("lea", "tom", "ann"):
            await house.meet(name, SHIPPED, conversation=f"c-{name}")
        await house.go()
        house.shop.orders[CustomerId("lea")] += (NEW,)
        del house.shop.orders[CustomerId("ann")]
        house.clock.at = NOTED + FOLLOWED
        assert await watching(house).once(limit=99) == 3
        amounts = [one.amounts for one in await house.book.tallies()]
        assert sum(one.customers for one in amounts) == 2
        assert sum(one.payers for one in amounts) == 1
        assert sum(one.paid for one in amounts) == NEW.paid.amount_minor


class TestWhatCustomersPaid:
    def test_is_of_the_fourteen_days_and_left_after_costs_and_tax(self) -> None:
        earlier = replace(NEW, placed_at=NOTED)
        later = replace(NEW, placed_at=after(14.1))
        found = bought_of(facts(NEW, earlier, later), NOTED, COSTED)
        paid = NEW.paid.amount_minor
        assert found == FollowedOrders(
            orders=1, paid_minor=paid, margin_minor=round(paid / 1.2) - 1500
        )

    def test_is_less_refunds_and_returns_that_are_still_on_their_way(self) -> None:
        paid = NEW.paid.amount_minor
        for back in (
            replace(NEW, requests=(RETURN,)),
            replace(NEW, requests=(RETURN,), entries=(*NEW.entries, refund(30))),
        ):
            found = bought_of(facts(back), NOTED, COSTED)
            assert found is not None
            assert found.paid_minor == paid - 3000
            assert found.margin_minor == round((paid - 3000) / 1.2) - 600

    def test_leaves_out_orders_cancelled_or_never_paid_and_other_currencies(self) -> None:
        gone = replace(NEW, status=OrderStatus.CANCELLED)
        unpaid, foreign = replace(NEW, entries=()), replace(NEW, currency="CHF")
        none = FollowedOrders(orders=0, paid_minor=0, margin_minor=0)
        assert bought_of(facts(gone, unpaid, foreign), NOTED, COSTED) == none

    def test_is_not_known_without_a_cost_or_a_currency(self) -> None:
        found = bought_of(facts(NEW), NOTED, replace(COSTED, costs={}))
        assert found is not None
        assert found.margin_minor is None
        nowhere = replace(COSTED, currency=NO_CURRENCY)
        assert bought_of(facts(NEW), NOTED, nowhere) is None


def test_orders_that_came_to_nothing_are_none() -> None:
    new = replace(ARRIVED, order_id=OrderId("n"), placed_at=after(2))
    cancelled = replace(new, status=OrderStatus.CANCELLED)
    waiting = replace(new, status=OrderStatus.PENDING, entries=())
    assert set(effects_of(facts(cancelled, waiting), NOTED)) == set()
    paid = replace(new, status=OrderStatus.PENDING)
    assert set(effects_of(facts(paid), NOTED)) == {OutreachEffect.ORDERED}
