"""Replies through a simulated Cloud API over HTTP: once, within the rates, within the window."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from assistant.conversation.events import ConversationStarted, ReplyStatusReported
from assistant.conversation.ids import AccountId, ContactId, ConversationId, MessageId
from assistant.conversation.message import (
    Attachment,
    ChannelKind,
    DeliveryStatus,
    OutboundMessage,
    TemplateUse,
)
from assistant.messages.channels.account_book import ChannelAccount
from assistant.messages.channels.ports import SendKey
from assistant.messages.channels.read_receipts import ReadMessage
from assistant.messages.channels.updates import AccountContact, ContactKeys, StatusArrived
from assistant.ports import ChannelUnavailableError, MessageRejectedError, Sent
from integrations.channels.meta.graph_client import open_graph
from integrations.channels.meta.graph_sender import SendRules
from integrations.channels.meta.simulator.simulator import Simulator, simulating
from integrations.channels.meta.simulator.types import Fault, SimulatedTemplate
from integrations.channels.meta.simulator.whatsapp_customer import WhatsAppCustomer
from integrations.channels.whatsapp.channel import WhatsAppChannel, open_channel
from integrations.stores.memory.event_log import MemoryEventLog
from integrations.stores.memory.rate_limits import MemoryRateLimits
from tests.support.memory.assemblies.worker_shop import HandClock, SystemClock
from tests.support.memory.channel_books import FixedAccounts, MemoryContactBook, MemoryStatusBook
from tests.support.memory.desk_rooms import MemoryAttachments
from tests.support.seeds.media_files import png

C1 = ConversationId("c1")
MESSAGES = r"\d+/messages"


@dataclass(slots=True)
class Line:
    """A number, a customer who has just written to it, and what replies leave through."""

    simulator: Simulator
    channel: WhatsAppChannel
    customer: WhatsAppCustomer
    clock: HandClock
    log: MemoryEventLog
    statuses: MemoryStatusBook
    files: MemoryAttachments
    replies: int = field(default=0)

    async def send(
        self,
        text: str = "Bonjour",
        *,
        message: str = "",
        template: TemplateUse | None = None,
        late: bool = False,
        opted_out: bool = False,
        files: tuple[Attachment, ...] = (),
    ) -> Sent:
        self.replies += not message
        return await self.channel.send(
            OutboundMessage(
                conversation_id=C1,
                channel=ChannelKind.WHATSAPP,
                account_id=AccountId(self.simulator.number.id),
                sequence=self.replies,
                message_id=MessageId(message or f"r{self.replies}"),
                text=text,
                language="fr",
                template=template,
                opted_out=opted_out,
                last_inbound_at=None if late else self.clock.now(),
                attachments=files,
            )
        )

    def heard(self) -> list[str]:
        """Return what the customer sees of the shop."""
        shown = [one for one in self.customer.thread.bubbles if not one.mine]
        return [str(one.content.get("text", {}).get("body", one.kind)) for one in shown]

    async def told(self, status: DeliveryStatus, of: str, provider_id: str) -> None:
        key = SendKey(conversation_id=C1, message_id=MessageId(of))
        await self.statuses.report(
            StatusArrived(
                channel=ChannelKind.WHATSAPP,
                account_id=AccountId(self.simulator.number.id),
                provider_message_id=provider_id,
                status=status,
                at=self.clock.now(),
                callback=key.callback(),
            )
        )


@asynccontextmanager
async def lined(
    *,
    rules: SendRules | None = None,
    timeout_s: float = 5.0,
    log: MemoryEventLog | None = None,
) -> AsyncIterator[Line]:
    async with simulating() as simulator, open_graph(timeout_s=timeout_s) as graph:
        customer = simulator.whatsapp()
        customer.writes("Bonjour")
        clock, contacts = HandClock(SystemClock().now()), MemoryContactBook()
        log = log or MemoryEventLog()
        number = AccountId(simulator.number.id)
        keys = ContactKeys(user_id=customer.person.user_id, phone=customer.person.phone)
        place = AccountContact(channel=ChannelKind.WHATSAPP, account_id=number, keys=keys)
        await contacts.open(place, name="Ana", conversation_id=C1)
        await log.start(
            ConversationStarted(
                conversation_id=C1,
                at=clock.now(),
                channel=ChannelKind.WHATSAPP,
                account_id=number,
                contact_id=ContactId(keys.user_id),
            )
        )
        statuses, files = MemoryStatusBook(log), MemoryAttachments(most_bytes=100_000)
        account = ChannelAccount(
            channel=ChannelKind.WHATSAPP,
            account_id=number,
            api_url=simulator.api_url,
            access_token=simulator.world.app.token,
        )
        channel = open_channel(
            graph,
            accounts=FixedAccounts((account,)),
            contacts=contacts,
            statuses=statuses,
            files=files,
            limits=MemoryRateLimits(now=lambda: clock.now().timestamp()),
            clock=clock,
            rules=rules,
        )
        yield Line(
            simulator=simulator,
            channel=channel,
            customer=customer,
            clock=clock,
            log=log,
            statuses=statuses,
            files=files,
        )


class TestAReply:
    async def test_arrives_with_the_channels_id(self) -> None:
        async with lined() as line:
            sent = await line.send("30 jours.")

            assert sent.provider_message_id.startswith("wamid.")
            assert line.heard() == ["30 jours."]

    async def test_is_not_sent_twice(self) -> None:
        async with lined() as line:
            first = await line.send()
            again = await line.send(message="r1")

            assert again == first
            assert line.heard() == ["Bonjour"]

    async def test_goes_to_the_user_id_of_whoever_hides_their_number(self) -> None:
        async with lined() as line:
            contact = await line.channel.contacts.of(C1)
            assert contact is not None
            await line.channel.contacts.forget(C1)
            place = AccountContact(
                channel=contact.channel,
                account_id=contact.account_id,
                keys=ContactKeys(user_id=contact.keys.user_id),
            )
            await line.channel.contacts.open(place, name="", conversation_id=C1)

            await line.send()

            assert line.heard() == ["Bonjour"]

    async def test_has_its_file_uploaded_with_it(self) -> None:
        async with lined() as line:
            photo = await line.files.keep("photo.png", png())

            await line.send("Voici", files=(photo,))

            assert line.heard() == ["image"]


class TestADoubt:
    @pytest.mark.parametrize("done", [True, False])
    async def test_is_not_ended_by_sending_again_at_once(self, *, done: bool) -> None:
        async with lined(timeout_s=0.3) as line:
            lost = Fault(path=MESSAGES, pause_s=0.6, status=504, after_the_work=done)
            line.simulator.faults.append(lost)

            for _ in range(3):
                with pytest.raises(ChannelUnavailableError):
                    await line.send(message="r1")

            assert len(line.heard()) == int(done)

    async def test_is_ended_by_a_status_that_brings_our_words_back(self) -> None:
        async with lined(timeout_s=0.3) as line:
            line.simulator.faults.append(
                Fault(path=MESSAGES, pause_s=0.6, status=504, after_the_work=True)
            )
            with pytest.raises(ChannelUnavailableError):
                await line.send(message="r1")
            went = next(one for one in line.customer.thread.bubbles if not one.mine)

            await line.told(DeliveryStatus.DELIVERED, "r1", went.id)
            sent = await line.send(message="r1")

            assert sent.provider_message_id == went.id
            assert line.heard() == ["Bonjour"]
            events = [stored.event for stored in (await line.log.read(C1)).events]
            assert isinstance(events[-1], ReplyStatusReported)

    async def test_is_ended_by_time_if_nothing_was_told(self) -> None:
        async with lined(timeout_s=0.3) as line:
            line.simulator.faults.append(Fault(path=MESSAGES, pause_s=0.6, status=504))
            with pytest.raises(ChannelUnavailableError):
                await line.send(message="r1")

            with pytest.raises(ChannelUnavailableError) as early:
                await line.send(message="r1")
            assert early.value.retry_after_s == pytest.approx(30.0)
            line.clock.move(30)
            await line.send(message="r1")

            assert line.heard() == ["Bonjour"]


class TestARefusal:
    @pytest.mark.parametrize("code", [131000, 131016, 130429, 131056, 190, 368])
    async def test_that_passes_is_tried_again(self, code: int) -> None:
        async with lined() as line:
            line.simulator.faults.append(Fault(path=MESSAGES, code=code))
            with pytest.raises(ChannelUnavailableError):
                await line.send(message="r1")

            line.clock.move(60)
            await line.send(message="r1")

            assert line.heard() == ["Bonjour"]

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            (131047, "window"),
            (131026, "unreachable"),
            (131050, "opted_out"),
            (132001, "template"),
            (131009, "invalid"),
            (131053, "media"),
            (132015, "template"),
        ],
    )
    async def test_that_does_not_pass_is_not_tried_again(self, code: int, reason: str) -> None:
        async with lined() as line:
            line.simulator.faults.append(Fault(path=MESSAGES, code=code))

            with pytest.raises(MessageRejectedError) as refused:
                await line.send()

            assert refused.value.reason == reason

    async def test_of_a_conversation_that_another_has_pauses_nobody_else(self) -> None:
        async with lined() as line:
            details = "Another responder has the control of this conversation"
            line.simulator.faults.append(Fault(path=MESSAGES, code=131005, details=details))

            with pytest.raises(MessageRejectedError) as refused:
                await line.send()
            await line.send()

            assert refused.value.reason == "control"
            assert line.heard() == ["Bonjour"]

    async def test_for_the_rate_pauses_the_number_longer_each_time(self) -> None:
        async with lined() as line:
            line.simulator.faults.append(Fault(path=MESSAGES, code=130429, times=3))
            pauses = list[float]()

            for _ in range(3):
                with pytest.raises(ChannelUnavailableError) as refused:
                    await line.send(message="r1")
                pauses.append(refused.value.retry_after_s or 0)
                line.clock.move(pauses[-1])
            await line.send(message="r1")

            assert pauses == [1.0, 2.0, 4.0]

    async def test_of_the_token_pauses_the_number(self) -> None:
        async with lined() as line:
            line.simulator.faults.append(Fault(path=MESSAGES, code=190))
            for _ in range(2):
                with pytest.raises(ChannelUnavailableError) as refused:
                    await line.send(message="r1")

            assert refused.value.retry_after_s == pytest.approx(60.0)
            assert line.heard() == []


class TestRates:
    async def test_of_one_customer_are_kept(self) -> None:
        async with lined(rules=SendRules(pair=2, pair_per_s=12.0)) as line:
            await line.send()
            await line.send()

            with pytest.raises(ChannelUnavailableError) as refused:
                await line.send(message="r3")
            assert 0 < (refused.value.retry_after_s or 0) <= 6.0

            line.clock.move(6.1)
            await line.send(message="r3")
            assert len(line.heard()) == 3

    async def test_of_a_number_are_kept(self) -> None:
        async with lined(rules=SendRules(number=2, number_per_s=1.0)) as line:
            await line.send()
            await line.send()

            with pytest.raises(ChannelUnavailableError):
                await line.send(message="r3")


class TestTheWindow:
    async def test_leaves_nothing_but_templates(self) -> None:
        async with lined() as line:
            hello = SimulatedTemplate(
                name="hello", language="fr", body="Bonjour {{1}}", category="UTILITY"
            )
            line.simulator.number.templates.append(hello)

            with pytest.raises(MessageRejectedError) as refused:
                await line.send(late=True)
            assert refused.value.reason == "window"

            await line.send(
                late=True, template=TemplateUse(name="hello", language="fr", body=("Ana",))
            )
            assert line.heard() == ["Bonjour Ana"]

    async def test_leaves_nothing_to_whoever_opted_out(self) -> None:
        async with lined() as line:
            used = TemplateUse(name="hello", language="fr")

            with pytest.raises(MessageRejectedError) as refused:
                await line.send(late=True, opted_out=True, template=used)

            assert refused.value.reason == "opted_out"


class TestReading:
    async def test_is_shown_and_so_is_that_an_answer_is_written(self) -> None:
        async with lined() as line:
            (wrote,) = line.customer.thread.bubbles

            await line.channel.seen(
                ReadMessage(
                    channel=ChannelKind.WHATSAPP,
                    account_id=AccountId(line.simulator.number.id),
                    conversation_id=C1,
                    provider_message_id=wrote.id,
                    typing=True,
                )
            )

            assert wrote.status == "read"
            assert line.customer.thread.typing_until is not None
