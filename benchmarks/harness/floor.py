"""The least that a grounded answer costs: one encoder call and one durable write."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from assistant.conversation.events import ConversationStarted, CustomerWrote
from assistant.conversation.ids import AccountId, ContactId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind
from assistant.ports import EventLog
from benchmarks.harness.figures import Spread
from retrieval.ports import Encoder

ACCOUNT = AccountId("benchmark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Times both, again and again, between the answers that are compared with it."""

    encoder: Encoder  # of its own: the one that answers may be in another thread
    log: EventLog  # of its own, on the same disk
    encoding: list[float] = field(default_factory=list)  # seconds
    writing: list[float] = field(default_factory=list)

    async def take(self, text: str) -> None:
        """Encode `text` as a question, and accept it."""
        message = await open_conversation(self.log, text)
        started = time.perf_counter()
        self.encoder.encode_query(text)
        encoded = time.perf_counter()
        await accept(self.log, message)
        self.encoding.append(encoded - started)
        self.writing.append(time.perf_counter() - encoded)

    @property
    def both(self) -> list[float]:
        """Return the seconds of each call and its write together."""
        return [e + w for e, w in zip(self.encoding, self.writing, strict=True)]

    def print(self) -> Spread:
        """Print its lines of the table and return what others are compared with."""
        floor = Spread.of(self.both)
        print(Spread.of(self.encoding).row("one encoder call"))
        print(Spread.of(self.writing).row("one durable write"))
        print(floor.row("floor: both", floor))
        return floor


async def open_conversation(log: EventLog, text: str) -> CustomerWrote:
    """Start a conversation and return its first message, yet to be accepted."""
    conversation_id, now = ConversationId(uuid4().hex), datetime.now(UTC)
    await log.start(
        ConversationStarted(
            conversation_id=conversation_id,
            at=now,
            channel=ChannelKind.WEBCHAT,
            account_id=ACCOUNT,
            contact_id=ContactId(uuid4().hex),
        )
    )
    return CustomerWrote(
        conversation_id=conversation_id, at=now, message_id=MessageId(uuid4().hex), text=text
    )


async def accept(log: EventLog, message: CustomerWrote) -> None:
    """Accept a message as the inbox does."""
    await log.accept(message, account_id=ACCOUNT, provider_message_id=message.message_id)
