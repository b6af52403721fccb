"""Defects of batches: who bought of one is told, whatever the draw, the cap or a claim says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.commerce.order import Order, OrderStatus, RequestKind
from assistant.commerce.shop_ids import OrderId
from assistant.conversation.consents import ContactPurpose
from assistant.conversation.message import ChannelKind
from assistant.outreach.batch_defects import BatchDefect, DefectFault, DefectState
from assistant.outreach.triggers.customer_facts import CustomerFacts
from assistant.outreach.triggers.defect_causes import bought_defects
from assistant.outreach.triggers.trigger import TriggerName
from tests.support.memory.assemblies.outreach_house import OutreachHouse
from tests.support.seeds.conversation_events import replied, wrote
from tests.support.seeds.outreach_facts import DEFECT
from tests.support.seeds.shop_records import ARRIVED, LEA
from tests.unit.assistant.outreach.triggers.test_order_causes import NOW, RETURN, SHIPPED

PROPOSED = replace(DEFECT, state=DefectState.PROPOSED, approved_by="")


def told(*orders: Order, defect: BatchDefect = DEFECT) -> list[str]:
    facts = CustomerFacts(customer_id=LEA, orders=orders, defects=(defect,))
    return [one.values["number"] for one in bought_defects(facts, NOW, "fr")]


class TestWhoIsTold:
    def test_is_who_bought_of_it_on_one_of_its_days(self) -> None:
        last = ARRIVED.placed_at.date()
        assert told(ARRIVED, defect=replace(DEFECT, bought_until=last)) == ["#1003"]
        assert told(ARRIVED, defect=replace(DEFECT, bought_from=last)) == ["#1003"]
        assert told(ARRIVED, defect=replace(DEFECT, bought_from=last + timedelta(days=1))) == []

    def test_is_told_once_of_the_first_order(self) -> None:
        newer = replace(ARRIVED, number="#9", placed_at=ARRIVED.placed_at + timedelta(days=1))
        assert told(newer, ARRIVED) == ["#1003"]

    def test_is_nobody_whose_order_was_cancelled(self) -> None:
        assert told(replace(ARRIVED, status=OrderStatus.CANCELLED)) == []


class TestDeclaring:
    def test_takes_a_second_person(self) -> None:
        assert PROPOSED.approved("a") is DefectFault.SAME_PERSON
        live = PROPOSED.approved("b")
        assert isinstance(live, BatchDefect)
        assert live.state is DefectState.LIVE
        assert live.approved("c") is DefectFault.NOT_PROPOSED

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            ({"bought_until": DEFECT.bought_from - timedelta(days=1)}, DefectFault.DATES),
            ({"words": {"fr": "", "en": "Words."}}, DefectFault.WORDS),
            ({"words": {"fr": "x" * 501, "en": "Words."}}, DefectFault.WORDS),
        ],
    )
    def test_says_what_is_wrong(self, change: dict[str, object], fault: DefectFault) -> None:
        assert replace(PROPOSED, **change).fault() is fault  # type: ignore[arg-type]
        assert PROPOSED.fault() is None


class TestTheMessage:
    async def test_is_kept_from_nobody_by_the_draw_the_cap_or_a_claim(self) -> None:
        one = OutreachHouse(on=(TriggerName.BATCH_DEFECT, TriggerName.PARCEL_LATE), holdout=0.5)
        one.clock.at = NOW
        claimed = replace(RETURN, kind=RequestKind.CLAIM, amount=None)
        late = [replace(SHIPPED, order_id=f"o{n}") for n in range(3)]  # type: ignore[arg-type]
        bought = (*late, replace(ARRIVED, requests=(claimed,)))
        talks = [
            await one.meet(f"customer-{n}", *bought, conversation=f"c{n:02}") for n in range(20)
        ]
        await one.defects.put(DEFECT, before=None)
        await one.go()
        for talk in talks:
            assert [said.origin for said in await one.said(talk)].count("batch_defect") == 1

    async def test_goes_to_who_bought_of_it_many_orders_ago(self) -> None:
        one = OutreachHouse(on=(TriggerName.BATCH_DEFECT,))
        one.clock.at = NOW
        newer = [
            replace(SHIPPED, order_id=OrderId(f"n{n}"), placed_at=ARRIVED.placed_at)
            for n in range(99)
        ]
        lea = await one.meet("lea", *newer, ARRIVED)
        await one.defects.put(DEFECT, before=None)
        await one.go()
        assert [said.origin for said in await one.said(lea)] == ["batch_defect"]

    async def test_goes_to_who_agrees_later_and_to_nobody_once_it_ended(self) -> None:
        one = OutreachHouse(on=(TriggerName.BATCH_DEFECT,))
        one.clock.at = NOW
        lea = await one.meet("lea", ARRIVED, consents=())
        tom = await one.meet("tom", ARRIVED, conversation="c2")
        await one.defects.put(DEFECT, before=None)
        await one.look()
        await one.log.append(lea, [one.consent(lea, ContactPurpose.SERVICE)])
        await one.look()
        assert len(one.ledger()) == 2
        await one.defects.put(DEFECT.ended("c"), before=DefectState.LIVE)
        await one.write()
        assert [*await one.said(lea), *await one.said(tom)] == []

    @pytest.mark.parametrize("lacks", ["template", "switch", "window"])
    async def test_waits_for_what_the_shop_may_still_change(self, lacks: str) -> None:
        one = OutreachHouse(on=(TriggerName.BATCH_DEFECT,))
        one.clock.at = NOW
        channel = ChannelKind.MESSENGER if lacks == "window" else ChannelKind.WHATSAPP
        lea = await one.meet("lea", ARRIVED, channel=channel)
        await one.defects.put(DEFECT, before=None)
        await one.look()
        one.channels.has_template = lacks != "template"
        on, one.on = one.on, () if lacks == "switch" else one.on
        await one.write()
        ((_, state, reason),) = one.ledger()
        assert (state, reason) == ("waiting", {"switch": "off"}.get(lacks, f"no_{lacks}"))

        one.on, one.channels.has_template = on, True
        if lacks == "window":
            await one.log.append(lea, [wrote("m1", at=NOW), replied("r1", "m1", at=NOW)])
        one.clock.at = NOW + timedelta(hours=2)
        await one.write()
        assert [said.origin for said in await one.said(lea)] == ["batch_defect"]
