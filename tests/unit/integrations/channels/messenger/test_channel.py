"""Replies leave through the Send API as Messenger allows it, once each."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from assistant.app.compose.local_installation import SystemClock
from assistant.conversation.event_base import Author
from assistant.conversation.events import ConversationStarted
from assistant.conversation.ids import AccountId, AgentId, ContactId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind, OutboundMessage
from assistant.desk.attachment_store import UploadOrigin
from assistant.messages.channels.account_book import ChannelAccount
from assistant.messages.channels.ports import SendKey, SendState
from assistant.messages.channels.read_receipts import ReadMessage
from assistant.messages.channels.updates import AccountContact, ContactKeys, StatusArrived
from assistant.ports import ChannelUnavailableError, MessageRejectedError
from integrations.channels.messenger.channel import MessengerChannel, open_channel
from integrations.channels.messenger.webhook_parser import parse
from integrations.channels.meta.graph_client import GraphClient, open_graph
from integrations.channels.meta.graph_sender import SendRules
from integrations.channels.meta.simulator.messenger_customer import MessengerCustomer
from integrations.channels.meta.simulator.simulator import Simulator, simulating
from integrations.channels.meta.simulator.types import OTHER_APP, Fault
from integrations.channels.meta.simulator.webhook_carrier import SimulatedHook
from integrations.stores.memory.event_log import MemoryEventLog
from integrations.stores.memory.rate_limits import MemoryRateLimits
from tests.support.memory.channel_books import FixedAccounts, MemoryContactBook, MemoryStatusBook
from tests.support.memory.desk_rooms import MemoryAttachments
from tests.support.seeds.media_files import png

C1 = ConversationId("c1")
DAY = timedelta(days=1)
NOW = SystemClock().now


class House:
    """A channel before the simulator, with one customer who has written."""

    def __init__(self, meta: Simulator, graph: GraphClient) -> None:
        self.meta = meta
        self.ana: MessengerCustomer = meta.messenger()
        self.log = MemoryEventLog()
        self.contacts = MemoryContactBook()
        self.statuses = MemoryStatusBook(self.log)
        self.files = MemoryAttachments(most_bytes=1_000_000)
        app = meta.world.app
        self.account = ChannelAccount(
            channel=ChannelKind.MESSENGER,
            account_id=AccountId(meta.page.id),
            api_url=meta.api_url,
            access_token=app.token,
        )
        self.graph = graph
        self.channel = self.opened()

    def opened(self, rules: SendRules | None = None) -> MessengerChannel:
        """Return the channel as a process of its own has it."""
        return open_channel(
            self.graph,
            accounts=FixedAccounts((self.account,)),
            contacts=self.contacts,
            statuses=self.statuses,
            files=self.files,
            limits=MemoryRateLimits(),
            clock=SystemClock(),
            rules=rules,
        )

    async def begin(self) -> None:
        place = AccountContact(
            channel=ChannelKind.MESSENGER,
            account_id=AccountId(self.meta.page.id),
            keys=ContactKeys(user_id=self.ana.person.psid),
        )
        await self.contacts.open(place, name="", conversation_id=C1)
        await self.log.start(
            ConversationStarted(
                conversation_id=C1,
                at=NOW(),
                channel=ChannelKind.MESSENGER,
                account_id=place.account_id,
                contact_id=ContactId(self.ana.person.psid),
            )
        )
        self.ana.writes("Bonjour")

    def reply(self, **changes: Any) -> OutboundMessage:  # noqa: ANN401 - its fields
        said: dict[str, Any] = {
            "conversation_id": C1,
            "channel": ChannelKind.MESSENGER,
            "account_id": AccountId(self.meta.page.id),
            "sequence": 3,
            "message_id": MessageId(uuid4().hex),
            "text": "Oui, vous avez 30 jours.",
            "language": "fr",
            "last_inbound_at": NOW(),
        }
        return OutboundMessage(**(said | changes))

    def read(self) -> ReadMessage:
        """Return that what the customer wrote was read, and is being answered."""
        return ReadMessage(
            channel=ChannelKind.MESSENGER,
            account_id=self.account.account_id,
            conversation_id=C1,
            provider_message_id=self.ana.thread.bubbles[0].id,
            typing=True,
        )

    @property
    def shown(self) -> list[str]:
        """What the customer sees of the shop's texts."""
        bubbles = [one for one in self.ana.thread.bubbles if not one.mine]
        return [str(one.content.get("text", one.kind)) for one in bubbles]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with simulating() as meta, open_graph() as graph:
        house = House(meta, graph)
        await house.begin()
        yield house


class TestAReply:
    async def test_reaches_the_customer_with_its_choices(self, house: House) -> None:
        sent = await house.channel.send(house.reply(quick_replies=("Oui", "Non")))

        assert house.shown == ["Oui, vous avez 30 jours."]
        assert sent.provider_message_id == house.ana.thread.bubbles[-1].id
        pressed = house.ana.presses(house.ana.thread.bubbles[-1], 1)
        assert pressed.content["text"] == "Non"

    async def test_that_is_long_goes_in_parts_of_which_none_goes_twice(self, house: House) -> None:
        long = house.reply(text="Une phrase de plus. " * 150)
        with pytest.raises(ChannelUnavailableError):  # one to one person in a minute
            await house.opened(SendRules(pair=1)).send(long)
        first = list(house.shown)
        await house.channel.send(long)

        assert len(first) == 1
        assert len(house.shown) == 2
        assert " ".join(house.shown) == long.text.strip()

    async def test_that_went_without_an_answer_is_not_sent_again_in_doubt(
        self, house: House
    ) -> None:
        reply = house.reply()
        house.meta.faults.append(
            Fault(method="POST", path=r"\d+/messages", status=502, after_the_work=True)
        )
        for _ in range(2):
            with pytest.raises(ChannelUnavailableError):
                await house.channel.send(reply)

        assert house.shown == [reply.text]

    async def test_is_known_to_have_gone_by_its_echo(self, house: House) -> None:
        reply = house.reply()
        bodies: list[bytes] = []
        house.meta.carrier.hooks["page"] = SimulatedHook(url="http://127.0.0.1:9/none", secret="s")
        house.meta.carrier.on_delivered = lambda one: bodies.append(one.body)
        house.meta.carrier.habits.gives_up_after = 1
        await house.channel.send(reply)
        await house.meta.carrier.settle()
        told = [one for body in bodies for one in parse(body) if isinstance(one, StatusArrived)]

        echo = next(one for one in told if one.callback)
        assert SendKey.parse(echo.callback) == SendKey(
            conversation_id=C1, message_id=reply.message_id
        )

    async def test_with_a_file_uploads_it_first(self, house: House) -> None:
        origin = UploadOrigin(agent_id=AgentId("anna"), conversation_id=C1)
        picture = await house.files.keep("photo.png", png(), origin=origin)
        await house.channel.send(house.reply(attachments=(picture,)))

        bubble = house.ana.thread.bubbles[-1]
        assert bubble.content["attachment"]["type"] == "image"
        assert bubble.content["attachment"]["payload"]["attachment_id"]


def written(now: datetime, days: float) -> datetime:
    return now - days * DAY


class TestTheWindow:
    @pytest.mark.parametrize(
        ("author", "days", "tag"),
        [
            (Author.ASSISTANT, 0.9, ""),
            (Author.AGENT, 0.9, ""),
            (Author.AGENT, 1.1, "HUMAN_AGENT"),
            (Author.AGENT, 6.9, "HUMAN_AGENT"),
        ],
    )
    async def test_marks_a_persons_words_as_theirs_past_its_first_day(
        self, house: House, author: Author, days: float, tag: str
    ) -> None:
        house.ana.thread.last_inbound = written(NOW(), days)
        await house.channel.send(house.reply(author=author, last_inbound_at=written(NOW(), days)))

        assert house.ana.thread.bubbles[-1].tag == tag

    @pytest.mark.parametrize(
        ("author", "days"), [(Author.ASSISTANT, 1.1), (Author.SYSTEM, 1.1), (Author.AGENT, 7.1)]
    )
    async def test_takes_nothing_more_of_others(
        self, house: House, author: Author, days: float
    ) -> None:
        late = house.reply(author=author, last_inbound_at=written(NOW(), days))

        with pytest.raises(MessageRejectedError) as caught:
            await house.channel.send(late)
        assert caught.value.reason == "window"
        assert house.meta.graph.sent == []

    async def test_that_meta_says_is_over_is_over(self, house: House) -> None:
        house.ana.thread.last_inbound = written(NOW(), 2)

        with pytest.raises(MessageRejectedError) as caught:
            await house.channel.send(house.reply())
        assert caught.value.reason == "window"


class TestAPerson:
    async def test_with_a_picture_is_a_persona_that_is_made_once(self, house: House) -> None:
        by_anna: Callable[[], OutboundMessage] = lambda: house.reply(  # noqa: E731
            author=Author.AGENT, agent_name="Anna", agent_picture="https://shop.example/anna.jpg"
        )
        await house.channel.send(by_anna())
        await house.channel.send(by_anna())

        (persona,) = house.meta.page.personas
        assert [one.persona for one in house.ana.thread.bubbles[-2:]] == [persona, persona]
        assert house.shown == ["Oui, vous avez 30 jours."] * 2

    async def test_without_one_is_named_in_the_text(self, house: House) -> None:
        await house.channel.send(house.reply(author=Author.AGENT, agent_name="Anna"))

        assert house.shown == ["Anna :\nOui, vous avez 30 jours."]

    async def test_whom_meta_makes_no_persona_of_is_named_in_the_text(self, house: House) -> None:
        house.meta.faults.append(Fault(method="POST", path=r"\d+/personas", code=200))
        picture = "https://shop.example/anna.jpg"
        await house.channel.send(
            house.reply(author=Author.AGENT, agent_name="Anna", agent_picture=picture)
        )

        assert house.shown == ["Anna :\nOui, vous avez 30 jours."]


class TestACustomer:
    async def test_sees_that_they_were_read_and_that_somebody_writes(self, house: House) -> None:
        await house.channel.seen(house.read())

        assert house.ana.thread.bubbles[0].status == "read"
        assert house.ana.thread.typing_until is not None

    async def test_is_called_as_they_call_themselves(self, house: House) -> None:
        await house.channel.seen(house.read())

        contact = await house.contacts.of(C1)
        assert contact is not None
        assert contact.name == house.ana.person.name

    async def test_whose_name_meta_does_not_tell_is_asked_for_once(self, house: House) -> None:
        house.meta.faults.append(Fault(method="GET", path=house.ana.person.psid, code=200))
        for _ in range(2):
            await house.channel.seen(house.read())

        asked = [path for method, path in house.meta.graph.asked if method == "GET"]
        assert asked == [house.ana.person.psid]


class TestWhatMetaRefuses:
    async def test_for_a_person_who_is_not_there_is_not_tried_again(self, house: House) -> None:
        house.ana.person.reachable = False

        with pytest.raises(MessageRejectedError) as caught:
            await house.channel.send(house.reply())
        assert caught.value.reason == "unreachable"

    async def test_because_another_app_has_the_conversation_stops_that_one_alone(
        self, house: House
    ) -> None:
        reply = house.reply()
        house.ana.thread.owner = OTHER_APP
        with pytest.raises(MessageRejectedError) as caught:
            await house.channel.send(reply)
        house.ana.thread.owner = ""
        await house.channel.send(house.reply())

        assert caught.value.reason == "control"
        assert len(house.shown) == 1

    async def test_for_its_rate_is_tried_later(self, house: House) -> None:
        reply = house.reply()
        house.meta.faults.append(Fault(method="POST", path=r"\d+/messages", code=613))
        with pytest.raises(ChannelUnavailableError) as caught:
            await house.channel.send(reply)

        assert (caught.value.retry_after_s or 0) >= 1
        key = SendKey(conversation_id=C1, message_id=reply.message_id)
        begun = await house.statuses.begin(key, reply.account_id, at=NOW())
        assert begun.state is SendState.NEW  # it surely did not go

    async def test_of_a_page_that_nobody_set_up_waits(self, house: House) -> None:
        unknown = replace(house.reply(), account_id=AccountId("404"))

        with pytest.raises(ChannelUnavailableError):
            await house.channel.send(unknown)
