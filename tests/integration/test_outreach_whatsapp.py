"""Each trigger's message with its own template, through the outbox and a simulated Cloud API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from assistant.app.compose.services.first_messages import ContactChannels, CustomerOrders
from assistant.app.demo.demo_outreach import approved_templates
from assistant.conversation.consents import ContactPurpose
from assistant.conversation.events import ContactOptedOut, ReplyDelivered, ReplyRejected
from assistant.conversation.ids import AccountId, ConversationId
from assistant.conversation.message import ChannelKind, Language
from assistant.messages.channels.account_book import ChannelAccount
from assistant.messages.outbox import DeliveryLimits, Outbox
from assistant.messages.snapshots import Snapshots
from assistant.outreach.first_words import template_footer
from assistant.outreach.triggers.customer_facts import CustomerFactKind
from assistant.outreach.triggers.trigger import TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS
from integrations.channels.meta.approved_templates import MetaTemplates
from integrations.stores.memory.memory_shop import MemoryShop
from tests.integration.test_whatsapp_sending import Line, lined
from tests.support.memory.assemblies.outreach_house import BreakableLog, OutreachHouse
from tests.support.seeds.outreach_facts import (
    ANSWER,
    alert_set,
    facts_of,
    unanswered_question,
    wished,
)
from tests.support.seeds.shop_records import LEA, RECORDS
from tests.unit.assistant.outreach.triggers.test_late_parcels import NOW, SHIPPED

C1 = ConversationId("c1")
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A line to a customer who is silent for days, and outreach over it."""

    line: Line
    house: OutreachHouse

    async def deliver(self) -> None:
        outbox = Outbox(
            events=self.line.log,
            channels={ChannelKind.WHATSAPP: self.line.channel},
            clock=self.line.clock,
            limits=DeliveryLimits(),
        )
        await outbox.deliver(await Snapshots(self.line.log).read(C1))


@asynccontextmanager
async def staged(*on: TriggerName, at: datetime = NOW) -> AsyncIterator[Stage]:
    log = BreakableLog()
    async with lined(log=log) as line:
        simulator = line.simulator
        simulator.number.templates += approved_templates()
        line.clock.at = at

        async def find(channel: ChannelKind, account_id: AccountId) -> ChannelAccount:
            return ChannelAccount(
                channel=channel,
                account_id=account_id,
                api_url=simulator.api_url,
                access_token=simulator.world.app.token,
                business_account_id=simulator.number.waba_id,
            )

        house = OutreachHouse(clock=line.clock, log=log, on=on)
        house.turned_at = at - timedelta(days=30)
        templates = MetaTemplates(find, line.clock)
        house.real_channels = ContactChannels(contacts=line.channel.contacts, templates=templates)
        yield Stage(line=line, house=house)


async def before_it(house: OutreachHouse, name: TriggerName, at: datetime) -> None:
    """Let happen what comes before the cause of a trigger."""
    house.assortment.products = {wished(0).product_id: wished(0)}
    if TRIGGERS[name].needs == {CustomerFactKind.WISHES}:
        await house.log.append(C1, alert_set(C1, at))
    if TRIGGERS[name].needs == {CustomerFactKind.QUESTIONS}:
        await house.log.append(C1, unanswered_question(C1, at))


async def let_it_be_so(house: OutreachHouse, name: TriggerName) -> None:
    """Let the shop have the cause of a trigger."""
    house.shop.orders = {LEA: facts_of(name).orders}
    house.trial.says = ANSWER
    house.assortment.products = {wished(3).product_id: wished(3)}


class TestEveryTrigger:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("name", TriggerName)
    async def test_arrives_once_by_its_template(
        self, name: TriggerName, language: Language
    ) -> None:
        async with staged(name) as stage:
            house = stage.house
            house.shop.language = language  # as the shop knows her: she has not written yet
            await house.meet("lea", consents=tuple(ContactPurpose), language=None)
            stage.line.clock.at = NOW - timedelta(days=3)
            await before_it(house, name, stage.line.clock.at)
            await house.look()  # nothing was so yet
            stage.line.clock.at = NOW
            await let_it_be_so(house, name)
            for _ in range(2):
                await house.go()
                await stage.deliver()

            (heard,) = stage.line.heard()
            (said,) = await house.said(C1)
            assert heard == said.text.split("\n\n")[0]  # the simulator shows the body alone
            assert said.text.endswith(template_footer(language))
            past = (await stage.line.log.read(C1)).past
            assert any(isinstance(one, ReplyDelivered) for one in past)

    async def test_of_the_shops_own_orders_and_addresses(self) -> None:
        async with staged(TriggerName.PARCEL_LATE) as stage:
            shop = MemoryShop(RECORDS)
            known = await CustomerOrders(customers=shop, orders=shop).of(LEA)
            assert known is not None
            facts, country = known
            assert (country, len(facts.orders)) == ("FR", 3)
            assert stage.line.heard() == []


class TestAStop:
    async def test_that_comes_before_the_delivery_is_heeded_by_the_channel(self) -> None:
        async with staged(TriggerName.PARCEL_LATE) as stage:
            await stage.house.meet("lea", SHIPPED)
            await stage.house.go()
            stop = ContactOptedOut(conversation_id=C1, at=stage.line.clock.now())
            await stage.line.log.append(C1, [stop])
            await stage.deliver()

            past = (await stage.line.log.read(C1)).past
            rejected = [one for one in past if isinstance(one, ReplyRejected)]
            assert [one.reason for one in rejected] == ["opted_out"]
            assert stage.line.heard() == []
            assert past[-1] is rejected[-1]  # nobody of the shop is asked to mend it
