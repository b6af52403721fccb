"""A worker put together from simple parts: a turn that echoes, a channel that remembers."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    Author,
    ConversationEvent,
    CustomerWrote,
    Reason,
    ReplyKind,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import ChannelKind, InboundMessage, OutboundMessage
from assistant.messages.answerer import Answerer, AnsweringLimits, Listener
from assistant.messages.inbox import Inbox
from assistant.messages.outbox import DeliveryLimits, Outbox
from assistant.messages.policy.patience import ListeningTimes
from assistant.messages.snapshots import Snapshots
from assistant.messages.sweep import Sweep, SweepLimits
from assistant.messages.worker import Worker, WorkerLimits
from assistant.ports import Accepted, EventLog, WorkQueue
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.desk_rooms import MemoryCustomerTyping
from tests.support.memory.stuck_work import MemoryStuckWork
from tests.support.memory.work_queue import MemoryLeases, MemoryPresence, MemoryWorkQueue
from tests.support.seeds.conversation_events import NOON, WIDGET, started

_ids = count(1)


@dataclass(slots=True)
class HandClock:
    """A clock that a test moves."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def echo(
    conversation: Conversation,
    *,
    kind: ReplyKind = ReplyKind.ANSWERED,
    at: datetime = NOON,
) -> tuple[ConversationEvent, ...]:
    """Return one reply that repeats what it answers."""
    waiting = conversation.unanswered
    return (
        ReplyWritten(
            conversation_id=conversation.conversation_id,
            at=at,
            message_id=MessageId(f"re:{waiting[-1].message_id}:{next(_ids)}"),
            author=Author.ASSISTANT,
            kind=kind,
            text=" + ".join(wrote.text for wrote in waiting),
            language="en",
            answers=tuple(wrote.message_id for wrote in waiting),
            reason=Reason.ASSISTANT_FAILED if kind is ReplyKind.HANDED_OFF else None,
        ),
    )


async def sorry(conversation: Conversation) -> tuple[ConversationEvent, ...]:
    """Return one reply that hands off."""
    return echo(conversation, kind=ReplyKind.HANDED_OFF)


@dataclass(slots=True)
class EchoTurn:
    """Echoes; `meanwhile` runs between reading and answering, with the number of the take.

    Like any turn, it leaves to a person what a person has.
    """

    meanwhile: Callable[[int], Awaitable[None]] | None = None
    taken: list[tuple[str, ...]] = field(default_factory=list)  # the texts of each take

    async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        if conversation.status is not ConversationStatus.PENDING:
            return ()
        self.taken.append(tuple(wrote.text for wrote in conversation.unanswered))
        if self.meanwhile is not None:
            await self.meanwhile(len(self.taken))
        return echo(conversation)


@dataclass(slots=True)
class RecordingChannel:
    """Keeps what it is sent; raises `errors` first, one for each send."""

    errors: list[Exception] = field(default_factory=list)
    sent: list[OutboundMessage] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def send(self, message: OutboundMessage) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append(message)
        if self.meanwhile is not None:
            await self.meanwhile()

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.sent]


@dataclass(slots=True)
class Naps:
    """Sleeps of no length that are remembered."""

    taken: list[float] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        if self.meanwhile is not None:
            await self.meanwhile()
        await asyncio.sleep(0)


class Shop:
    """Inbox, worker, outbox and sweep around ports in memory."""

    def __init__(
        self,
        *,
        turn: EchoTurn | None = None,
        events: EventLog | None = None,
        worker: WorkerLimits | None = None,
        answering: AnsweringLimits | None = None,
        delivery: DeliveryLimits | None = None,
        patience: ListeningTimes | None = None,
        queue: WorkQueue | None = None,
    ) -> None:
        """Take what differs from the usual; `patience` None: everybody is answered at once."""
        self.clock = HandClock()
        self.events = events or MemoryEventLog()
        self.queue = queue or MemoryWorkQueue()
        self.leases = MemoryLeases()
        self.presence = MemoryPresence()
        self.typing = MemoryCustomerTyping()
        self.stuck = MemoryStuckWork(self.events)
        self.turn = turn or EchoTurn()
        self.channel = RecordingChannel()
        self.naps = Naps()
        self.snapshots = Snapshots(self.events)
        self.inbox = Inbox(events=self.events, queue=self.queue, clock=self.clock)
        self.answerer = Answerer(
            events=self.events,
            snapshots=self.snapshots,
            steps=(self.turn,),
            apology=sorry,
            limits=answering or AnsweringLimits(),
            listener=Listener(times=patience, typing=self.typing, clock=self.clock)
            if patience
            else None,
        )
        self.outbox = self._outbox(delivery or DeliveryLimits())
        self.worker = self._worker(worker or WorkerLimits(wait_s=0.01))
        self.sweep = Sweep(
            stuck=self.stuck,
            queue=self.queue,
            leases=self.leases,
            clock=self.clock,
            limits=SweepLimits(),
        )

    def _outbox(self, limits: DeliveryLimits) -> Outbox:
        return Outbox(
            events=self.events,
            channels={ChannelKind.WEBCHAT: self.channel},
            clock=self.clock,
            limits=limits,
            sleep=self.naps,
        )

    def _worker(self, limits: WorkerLimits) -> Worker:
        return Worker(
            name="w1",
            queue=self.queue,
            leases=self.leases,
            presence=self.presence,
            answerer=self.answerer,
            delivery=self.outbox,
            stuck=self.stuck,
            clock=self.clock,
            limits=limits,
            sleep=self.naps,
        )

    async def open(self, conversation: str = "c1") -> None:
        """Start a conversation."""
        await self.events.start(started(conversation))

    async def receive(
        self, text: str, *, conversation: str = "c1", client_id: str = ""
    ) -> Accepted:
        """Accept a customer's message."""
        return await self.inbox.receive(message(text, conversation, client_id or text))

    async def work(self) -> int:
        """Do what is in the queue; return how many pieces of work that was.

        The clock is moved by the time for which a customer is listened to.
        """
        done = 0
        while work := await self.queue.take(wait_s=0.001):
            if listen_s := await self.worker.handle(work):
                self.clock.move(listen_s)
                await self.worker.give_back(work)
            done += 1
        return done

    async def replies(self, conversation: str = "c1") -> list[ReplyWritten]:
        """Return the replies that are in the log."""
        record = await self.events.read(ConversationId(conversation))
        return [s.event for s in record.events if isinstance(s.event, ReplyWritten)]

    async def messages(self, conversation: str = "c1") -> list[CustomerWrote]:
        """Return the messages that are in the log."""
        record = await self.events.read(ConversationId(conversation))
        return [s.event for s in record.events if isinstance(s.event, CustomerWrote)]


def message(text: str, conversation: str = "c1", client_id: str = "m1") -> InboundMessage:
    """Return a message as the widget sends it."""
    return InboundMessage(
        conversation_id=ConversationId(conversation),
        channel=ChannelKind.WEBCHAT,
        account_id=WIDGET,
        provider_message_id=client_id,
        text=text,
        sent_at=NOON,
    )
