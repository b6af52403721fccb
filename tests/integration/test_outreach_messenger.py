"""Each trigger's message in Messenger: its own words inside the window, and nothing after it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from assistant.app.compose.services.first_messages import ContactChannels
from assistant.conversation.consents import ContactPurpose
from assistant.conversation.event_base import ReplyKind
from assistant.conversation.events import ConversationStarted, ReplyDelivered
from assistant.conversation.ids import AccountId, ContactId
from assistant.conversation.message import ChannelKind, Language
from assistant.kit.typography import typeset
from assistant.messages.channels.account_book import ChannelAccount
from assistant.messages.channels.updates import AccountContact, ContactKeys
from assistant.messages.outbox import DeliveryLimits, Outbox
from assistant.messages.snapshots import Snapshots
from assistant.outreach.triggers.trigger import TriggerName
from integrations.channels.messenger.channel import MessengerChannel, open_channel
from integrations.channels.meta.approved_templates import MetaTemplates
from integrations.channels.meta.graph_client import open_graph
from integrations.channels.meta.simulator.messenger_customer import MessengerCustomer
from integrations.channels.meta.simulator.simulator import simulating
from integrations.stores.memory.rate_limits import MemoryRateLimits
from tests.integration.test_outreach_whatsapp import (
    C1,
    LANGUAGES,
    before_it,
    let_it_be_so,
)
from tests.support.memory.assemblies.outreach_house import OutreachHouse
from tests.support.memory.assemblies.worker_shop import SystemClock
from tests.support.memory.channel_books import FixedAccounts, MemoryContactBook, MemoryStatusBook
from tests.support.memory.desk_rooms import MemoryAttachments
from tests.support.seeds.conversation_events import replied, wrote
from tests.unit.assistant.outreach.triggers.test_late_parcels import NOW

MANNERS = ("Message automatique", "Automatic message")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, a customer of it, and outreach over it."""

    house: OutreachHouse
    channel: MessengerChannel
    customer: MessengerCustomer

    async def deliver(self) -> None:
        outbox = Outbox(
            events=self.house.log,
            channels={ChannelKind.MESSENGER: self.channel},
            clock=self.house.clock,
            limits=DeliveryLimits(),
        )
        await outbox.deliver(await Snapshots(self.house.log).read(C1))

    def heard(self) -> list[str]:
        shown = [one for one in self.customer.thread.bubbles if not one.mine]
        return [str(one.content.get("text", "")) for one in shown]


@asynccontextmanager
async def paged(name: TriggerName) -> AsyncIterator[Page]:
    async with simulating() as simulator, open_graph(timeout_s=5.0) as graph:
        customer, house = simulator.messenger(), OutreachHouse(on=(name,))
        customer.writes("Bonjour")
        account = ChannelAccount(
            channel=ChannelKind.MESSENGER,
            account_id=AccountId(simulator.page.id),
            api_url=simulator.api_url,
            access_token=simulator.world.app.token,
        )
        contacts = MemoryContactBook()
        keys = ContactKeys(user_id=customer.person.psid)
        place = AccountContact(channel=account.channel, account_id=account.account_id, keys=keys)
        await contacts.open(place, name="Ana", conversation_id=C1)
        began = SystemClock().now()
        await house.log.start(
            ConversationStarted(
                conversation_id=C1,
                at=began,
                channel=account.channel,
                account_id=account.account_id,
                contact_id=ContactId(keys.user_id),
            )
        )
        channel = open_channel(
            graph,
            accounts=FixedAccounts((account,)),
            contacts=contacts,
            statuses=MemoryStatusBook(house.log),
            files=MemoryAttachments(most_bytes=100_000),
            limits=MemoryRateLimits(now=lambda: house.clock.now().timestamp()),
            clock=house.clock,
        )

        async def find(*_: object) -> ChannelAccount:
            return account

        templates = MetaTemplates(find, house.clock)
        house.real_channels = ContactChannels(contacts=contacts, templates=templates)
        yield Page(house=house, channel=channel, customer=customer)


async def qualified(page: Page, name: TriggerName, language: Language, *, wrote_ago: float) -> None:
    """Let the customer qualify; their last message came so many hours before."""
    house = page.house
    house.turned_at = NOW - timedelta(days=30)
    house.shop.language = language
    await house.meet("lea", consents=tuple(ContactPurpose), language=None)
    house.clock.at = NOW - timedelta(days=3)
    await before_it(house, name, house.clock.at)
    await house.look()  # nothing was so yet
    at = NOW - timedelta(hours=wrote_ago)
    said = replied("r9", "m9", at=at)
    await house.log.append(C1, [wrote("m9", at=at)])
    await house.log.append(C1, [replace(said, kind=ReplyKind.NOTICE, text="Bonjour !")])
    house.clock.at = NOW
    await let_it_be_so(house, name)


class TestEveryTrigger:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("name", TriggerName)
    async def test_arrives_once_in_its_own_words_inside_the_window(
        self, name: TriggerName, language: Language
    ) -> None:
        async with paged(name) as page:
            await qualified(page, name, language, wrote_ago=3)
            for _ in range(2):
                await page.house.go()
                await page.deliver()

            (said,) = await page.house.said(C1)
            assert said.template is None
            assert page.heard()[-1] == typeset(said.text, language)
            assert MANNERS[LANGUAGES.index(language)] in said.text
            assert "STOP" in said.text
            past = (await page.house.log.read(C1)).past
            told = [one for one in past if isinstance(one, ReplyDelivered)]
            assert said.message_id in {one.message_id for one in told}

    @pytest.mark.parametrize("name", TriggerName)
    async def test_is_not_written_once_the_window_is_closed(self, name: TriggerName) -> None:
        async with paged(name) as page:
            await qualified(page, name, "fr", wrote_ago=25)
            await page.house.go()

            assert await page.house.said(C1) == []
            ((_, state, reason),) = page.house.ledger()
            assert (state, reason) == ("refused", "no_window")
