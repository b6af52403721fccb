"""What customers did in the days after they qualified, on both sides alike."""

from dataclasses import replace
from datetime import datetime, timedelta

from assistant.commerce.order import Order, RequestKind
from assistant.commerce.shop_ids import OrderId
from assistant.conversation.events import ContactOptedOut, HandoffRequested, Reason
from assistant.conversation.ids import ConversationId
from assistant.outreach.intents import OutreachEffect
from assistant.outreach.outcomes import FOLLOWED, OutcomeWatch, effects_in, effects_of
from assistant.outreach.triggers.customer_facts import CustomerFacts
from tests.support.memory.assemblies.outreach_house import MONDAY, OutreachHouse
from tests.support.seeds.conversation_events import wrote
from tests.support.seeds.shop_records import ARRIVED, LEA
from tests.unit.assistant.outreach.triggers.test_order_causes import RETURN, SHIPPED

C1 = ConversationId("c1")
NOTED = MONDAY + timedelta(days=10)


def facts(*orders: Order) -> CustomerFacts:
    return CustomerFacts(customer_id=LEA, orders=orders)


def after(days: float) -> datetime:
    return NOTED + timedelta(days=days)


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
        watch = OutcomeWatch(book=house.book, facts=house.shop, events=house.log, clock=house.clock)
        house.clock.at = NOTED + FOLLOWED - timedelta(seconds=1)
        assert await watch.once(limit=99) == 0
        house.clock.at += timedelta(seconds=1)
        assert await watch.once(limit=99) == 20
        assert await watch.once(limit=99) == 0

        tallies = await house.book.tallies()
        assert sum(one.customers for one in tallies) == 20
        assert {one.held_out for one in tallies} == {False, True}
        assert all(one.with_effect == {OutreachEffect.CONTACTED: one.customers} for one in tallies)
