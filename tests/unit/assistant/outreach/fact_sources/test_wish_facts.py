"""Wishes are read off the log, and told once what was gone is there again."""

from dataclasses import replace
from datetime import timedelta

from assistant.conversation.events import (
    ContactOptedOut,
    OperationConfirmed,
    OperationDone,
    OperationOrdered,
)
from assistant.conversation.ids import AgentId, ConversationId
from assistant.outreach.fact_sources.wish_facts import wishes_in
from assistant.outreach.triggers.trigger import TriggerName
from tests.support.memory.assemblies.outreach_house import MONDAY, OutreachHouse
from tests.support.seeds.outreach_facts import alert_set, wished
from tests.unit.assistant.outreach.triggers.test_late_parcels import SHIPPED

C1 = ConversationId("c1")
NOW = MONDAY + timedelta(days=1)


async def waiting(*on: TriggerName) -> tuple[OutreachHouse, ConversationId]:
    """Return a house with a customer who asked to be told of a variant that is gone."""
    one = OutreachHouse(on=on or (TriggerName.BACK_IN_STOCK,))
    one.clock.at = NOW
    at = await one.meet("lea", consents=())
    await one.log.append(at, alert_set(at, NOW))
    one.assortment.products = {wished(0).product_id: wished(0)}
    await one.look()
    one.clock.at = NOW + timedelta(days=1)
    return one, at


def test_the_last_wish_for_a_variant_takes_the_place_of_those_before() -> None:
    both = [*alert_set(C1, NOW), *alert_set(C1, NOW, wish="p2")]
    assert [one.key for one in wishes_in(both)] == ["p2"]
    undone = [one for one in both if not isinstance(one, OperationDone)]
    assert wishes_in(undone) == ()


async def test_the_yes_to_the_alert_is_the_consent_to_its_message_alone() -> None:
    one, at = await waiting(*TriggerName)
    one.assortment.products = {wished(3).product_id: wished(3)}
    one.shop.orders = dict.fromkeys(one.shop.orders, (SHIPPED,))
    one.clock.at = MONDAY + timedelta(days=10)
    for _ in range(3):
        await one.go()
    assert [said.origin for said in await one.said(at)] == ["back_in_stock"]


async def test_a_stop_ends_the_wish_for_good() -> None:
    one, at = await waiting()
    await one.log.append(at, [ContactOptedOut(conversation_id=at, at=one.clock.now())])
    one.assortment.products = {wished(3).product_id: wished(3)}
    await one.go()
    assert await one.said(at) == []


async def test_a_wish_that_was_told_on_the_telephone_is_no_consent() -> None:
    one = OutreachHouse(on=(TriggerName.BACK_IN_STOCK,))
    one.clock.at = NOW
    at = await one.meet("lea", consents=())
    proposed, _, done = alert_set(at, NOW)
    ordered = OperationOrdered(
        conversation_id=at,
        at=NOW,
        proposal_id="p1",
        by=AgentId("ops"),
        role="agent",
        told="phone",
        reason="",
    )
    await one.log.append(at, [proposed, ordered, done])
    one.assortment.products = {wished(0).product_id: wished(0)}
    await one.look()
    one.assortment.products = {wished(3).product_id: wished(3)}
    await one.go()
    assert one.ledger() == []


def test_a_stop_forgets_the_wishes_before_it() -> None:
    stop = ContactOptedOut(conversation_id=C1, at=NOW)
    assert wishes_in([*alert_set(C1, NOW), stop]) == ()
    later = alert_set(C1, NOW, wish="p2")
    assert [one.key for one in wishes_in([*alert_set(C1, NOW), stop, *later])] == ["p2"]


def test_a_wish_that_the_customer_did_not_confirm_is_none() -> None:
    told = [one for one in alert_set(C1, NOW) if not isinstance(one, OperationConfirmed)]
    assert wishes_in(told) == ()


async def test_what_is_gone_again_before_the_message_is_not_told() -> None:
    one, at = await waiting()
    one.assortment.products = {wished(3).product_id: wished(3)}
    await one.look()
    one.assortment.products = {wished(0).product_id: wished(0)}
    await one.write()
    assert one.ledger() == [("p1", "refused", "over")]
    assert await one.said(at) == []


async def test_a_product_that_is_sold_no_more_is_no_wish() -> None:
    one, _ = await waiting()
    one.assortment.products = {
        wished(3).product_id: replace(wished(3), variants=()),
    }
    await one.go()
    assert one.ledger() == []
