import asyncio
from dataclasses import dataclass, field

from assistant.conversation.ids import AccountId, ConversationId
from assistant.conversation.message import ChannelKind
from assistant.messages.channels.read_receipts import ReadMessage, Receipts

SEEN = ReadMessage(
    channel=ChannelKind.WHATSAPP,
    account_id=AccountId("111"),
    conversation_id=ConversationId("c1"),
    provider_message_id="wamid.1",
    typing=True,
)


@dataclass(slots=True)
class Signals:
    """A channel that fails first."""

    shown: list[ReadMessage] = field(default_factory=list)
    failures: int = 1
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def seen(self, what: ReadMessage) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError
        self.shown.append(what)
        self.done.set()


class TestReceipts:
    async def test_are_told_whatever_became_of_the_one_before(self) -> None:
        signals, stop = Signals(), asyncio.Event()
        receipts = Receipts({ChannelKind.WHATSAPP: signals})
        running = asyncio.create_task(receipts.run(stop))

        receipts.tell(SEEN)
        receipts.tell(SEEN)
        await signals.done.wait()
        stop.set()
        await running

        assert signals.shown == [SEEN]

    async def test_are_nothing_to_a_channel_that_shows_none(self) -> None:
        Receipts({}).tell(SEEN)

    async def test_are_lost_rather_than_waited_for(self) -> None:
        receipts = Receipts({ChannelKind.WHATSAPP: Signals()})

        for _ in range(1000):
            receipts.tell(SEEN)
