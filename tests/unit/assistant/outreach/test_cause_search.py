"""What is noted: news once, what was so before as known, and a share held out."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.commerce.shop_ids import ProductId
from assistant.conversation.consents import ContactPurpose
from assistant.conversation.events import ContactOptedIn, ContactOptedOut, ConversationMerged
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.conversation.message import ChannelKind
from assistant.kit.experiments.long_holdout import LongHoldout
from assistant.outreach.outcomes import FOLLOWED
from assistant.outreach.triggers.trigger import TriggerName
from tests.support.memory.assemblies.outreach_house import MONDAY, OutreachHouse
from tests.support.memory.experiment_book import MemoryExperimentBook
from tests.support.seeds.holdout_seeds import holdout
from tests.support.seeds.outreach_facts import alert_set, wished
from tests.unit.assistant.outreach.test_outcomes import watching
from tests.unit.assistant.outreach.triggers.test_late_parcels import SHIPPED

LATE_NOW = MONDAY + timedelta(days=10)


def house(*on: TriggerName, holdout: float = 0.0) -> OutreachHouse:
    found = OutreachHouse(on=on or (TriggerName.PARCEL_LATE,), holdout=holdout)
    found.clock.at = LATE_NOW
    return found


class TestLooking:
    async def test_notes_a_cause_once_however_often_it_looks(self) -> None:
        one = house()
        await one.meet("lea", SHIPPED)
        for _ in range(3):
            await one.look()
        assert one.ledger() == [("o1003", "waiting", "")]

    async def test_seeks_another_conversation_where_the_first_one_ended(self) -> None:
        one = house()
        first = await one.meet("lea", SHIPPED)
        await one.look()
        gone = ConversationMerged(
            conversation_id=first, at=LATE_NOW, into=ConversationId("c2"), by=None
        )
        await one.log.append(first, [gone])
        await one.write()
        assert one.ledger() == [("o1003", "refused", "gone")]
        second = await one.meet("lea", SHIPPED, conversation="c2")
        await one.look()
        await one.write()
        assert one.ledger() == [("o1003", "written", "")]
        assert await one.said(first) == []
        assert len(await one.said(second)) == 1

    async def test_goes_through_an_audience_of_several_pages(self) -> None:
        one = house()
        for n in range(5):
            await one.meet(f"customer-{n}", SHIPPED, conversation=f"c{n}")
        await one.look()
        assert len(one.ledger()) == 5

    async def test_rests_before_it_asks_the_shop_of_everybody_again(self) -> None:
        one = house()
        await one.meet("lea", SHIPPED)
        search = one.search
        search.rest = timedelta(minutes=5)
        turned = {name: one.switch(name) for name in one.on}
        await search.next_page(turned)
        await one.meet("tom", SHIPPED, conversation="c2")
        await search.next_page(turned)
        assert len(one.ledger()) == 1
        one.clock.move(300)
        await search.next_page(turned)
        assert len(one.ledger()) == 2

    async def test_takes_what_was_so_before_it_was_turned_on_for_known(self) -> None:
        one = house()
        one.turned_at = LATE_NOW - timedelta(hours=1)
        await one.meet("lea", SHIPPED)
        await one.look()
        assert one.ledger() == [("o1003", "known", "")]

    async def test_takes_what_has_no_date_for_news_once_it_was_not_there(self) -> None:
        one = house(TriggerName.BACK_IN_STOCK)
        for name, stock in (("lea", 3), ("tom", 0)):
            at = await one.meet(name, conversation=f"c-{name}", consents=())
            wish = alert_set(at, LATE_NOW, wish=name, product=name, variant=name)
            await one.log.append(at, wish)
            one.assortment.products[ProductId(name)] = wished(stock, name=name)
        await one.look()
        one.assortment.products[ProductId("tom")] = wished(3, name="tom")
        await one.look()
        assert one.ledger() == [("lea", "known", ""), ("tom", "waiting", "")]

    async def test_takes_what_was_so_before_a_new_consent_for_known(self) -> None:
        one = house(TriggerName.BACK_IN_STOCK)
        at = await one.meet("lea", consents=())
        await one.log.append(at, alert_set(at, LATE_NOW))
        one.assortment.products[ProductId("wished")] = wished(0)
        await one.look()
        one.clock.move(60)
        now = one.clock.now()
        stop = ContactOptedOut(conversation_id=at, at=now)
        back = ContactOptedIn(conversation_id=at, at=now)
        await one.log.append(at, [stop, back, *alert_set(at, now, wish="p2")])
        one.assortment.products[ProductId("wished")] = wished(3)
        await one.look()
        assert one.ledger() == [("p2", "known", "")]

    async def test_leaves_alone_who_gave_no_consent_or_took_it_back(self) -> None:
        one = house(*TriggerName)
        await one.meet("lea", SHIPPED, consents=())
        at = await one.meet("tom", SHIPPED, conversation="c2")
        await one.log.append(at, [ContactOptedOut(conversation_id=at, at=one.clock.now())])
        await one.look()
        assert one.ledger() == []

    async def test_keeps_purposes_apart(self) -> None:
        one = house(*TriggerName)
        await one.meet("lea", SHIPPED)
        await one.meet("tom", SHIPPED, conversation="c2", consents=(ContactPurpose.MARKETING,))
        await one.look()
        noted = [row for row in one.book.kept if not row.cause.startswith("begun:")]
        assert [(row.customer_id, row.trigger) for row in noted] == [("lea", "parcel_late")]

    async def test_holds_a_share_out_and_says_so(self) -> None:
        one = house(holdout=0.5)
        for n in range(60):
            await one.meet(f"customer-{n}", SHIPPED, conversation=f"c{n:02}")
        await one.go()
        states = [state for _, state, _ in one.ledger()]
        assert set(states) == {"written", "held_out"}
        assert 15 <= states.count("held_out") <= 45
        assert {row.held_percent for row in one.book.kept} == {50}

    @pytest.mark.parametrize("share", [0.0, 0.5])
    async def test_puts_who_is_left_out_of_all_that_is_new_on_neither_side(
        self, share: float
    ) -> None:
        one = house(holdout=share)
        one.long_holdout = LongHoldout(book=MemoryExperimentBook(holdout()), key=b"key")
        names = [f"customer-{n}" for n in range(40)]
        for n, name in enumerate(names):
            await one.meet(name, SHIPPED, conversation=f"c{n:02}")
        await one.go()
        states = {row.customer_id: row.state for row in one.book.kept if not row.is_begun}
        left_out = {name for name in names if await one.long_holdout.leaves_out(CustomerId(name))}
        assert {name for name, state in states.items() if state == "known"} == left_out
        sides = {state for state in states.values() if state != "known"}
        assert sides == ({"written", "held_out"} if share else {"written"})

        one.clock.at += FOLLOWED
        await watching(one).once(limit=99)
        followed = {tally.held_out: tally.customers for tally in await one.book.tallies()}
        drawn = Counter(state == "held_out" for state in states.values() if state != "known")
        assert followed == drawn

    async def test_of_the_shop_that_fails_is_made_good_by_the_next(self) -> None:
        one = house()
        await one.meet("lea", SHIPPED, channel=ChannelKind.WEBCHAT)
        away, one.shop.orders = one.shop.orders, {}
        await one.look()
        assert one.ledger() == []
        one.shop.orders = away
        await one.look()
        assert one.ledger() == [("o1003", "waiting", "")]


class TestLateness:
    async def test_of_two_orders_is_two_causes(self) -> None:
        one = house()
        other = replace(SHIPPED, order_id=type(SHIPPED.order_id)("o2"), number="#2")
        await one.meet("lea", SHIPPED, other)
        await one.look()
        assert [cause for cause, _, _ in one.ledger()] == ["o1003", "o2"]
