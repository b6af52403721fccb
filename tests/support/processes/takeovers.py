"""Customers who write, workers that answer and agents who take over, all at the same moments."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    Author,
    ConversationClaimed,
    ConversationReleased,
    CustomerWrote,
    ReplyWritten,
    StoredEvent,
)
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.conversation.people import Agent, Role
from assistant.desk.desk_service import Desk
from assistant.desk.moves.conversation_moves import Denied, claim, release, waiting
from assistant.desk.moves.reply_moves import AgentMessage, reply
from assistant.messages.inbox import Inbox
from assistant.ports import EventLog
from integrations.stores.redis.redis_broker import open_broker
from integrations.stores.sql import open_event_log
from tests.support.memory.assemblies.worker_shop import SystemClock, message
from tests.support.patience import until
from tests.support.processes.worker_processes import Habits, Place, working
from tests.support.seeds.conversation_events import started

HABITS = Habits(turn_s=0.01, varies=True)
LONGEST_PAUSE_S = 0.02  # twice a turn's: some things come before, during and after it


def an_agent(name: str = "anna") -> Agent:
    return Agent(
        agent_id=AgentId(name), email=f"{name}@shop.example", name=name.title(), role=Role.AGENT
    )


@dataclass(slots=True)
class Findings:
    """What was seen; every count but the first must be 0."""

    interleavings: int = 0
    took_over: int = 0
    in_flight: int = 0  # takeovers while a message waited for the assistant
    assistant_after_takeover: int = 0
    messages_lost: int = 0
    agent_replies_lost: int = 0
    agent_replies_twice: int = 0
    undelivered: int = 0
    sent: dict[ConversationId, set[str]] = field(default_factory=dict)  # by agents, acknowledged

    def figures(self) -> dict[str, int]:
        """Return the counts."""
        return {name: n for name, n in asdict(self).items() if isinstance(n, int)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One customer, one agent and a seed."""

    events: EventLog
    inbox: Inbox
    desk: Desk
    findings: Findings

    async def play(self, number: int, seed: int) -> None:
        """Let both sides act at random moments."""
        chance = random.Random(seed)  # noqa: S311 - the same every time
        conversation = ConversationId(f"c{number}")
        await self.events.start(started(conversation))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._write(conversation, random.Random(seed + 1)))  # noqa: S311
            group.create_task(self._take_over(conversation, chance))

    async def _write(self, conversation: ConversationId, chance: random.Random) -> None:
        for number in range(chance.randint(2, 5)):
            text = f"m{number}"
            await self.inbox.receive(message(text, conversation, f"{conversation}:{text}"))
            await asyncio.sleep(chance.random() * LONGEST_PAUSE_S)

    async def _take_over(self, conversation: ConversationId, chance: random.Random) -> None:
        agent = an_agent()
        for stretch in range(chance.randint(1, 2)):
            await asyncio.sleep(chance.random() * LONGEST_PAUSE_S)
            state = await self._now(conversation)
            self.findings.took_over += 1
            self.findings.in_flight += bool(state.unanswered)
            if chance.random() < 0.5:
                assert not isinstance(await self.desk.make(conversation, claim(agent)), Denied)
            for number in range(chance.randint(1, 2)):
                await self._answer(conversation, agent, f"a{stretch}{number}")
                await asyncio.sleep(chance.random() * LONGEST_PAUSE_S)
            if chance.random() < 0.7:
                settle = chance.random() < 0.5
                await self.desk.make(conversation, release(agent, settle=settle))

    async def _answer(self, conversation: ConversationId, agent: Agent, client_id: str) -> None:
        seen = frozenset(waiting(await self._now(conversation)))
        writing = AgentMessage(text=client_id, language="en", client_id=client_id, seen=seen)
        sends = [  # as a page does on a bad network
            self.desk.make(conversation, reply(agent, writing), client_id=client_id)
            for _ in range(2)
        ]
        for made in await asyncio.gather(*sends):
            assert not isinstance(made, Denied)
        self.findings.sent.setdefault(conversation, set()).add(client_id)

    async def _now(self, conversation: ConversationId) -> Conversation:
        record = await self.events.read(conversation)
        return Conversation.fold(conversation, (stored.event for stored in record.events))


async def interleave(place: Place, *, count: int, at_once: int = 20) -> Findings:
    """Play `count` scenes with two worker processes and read them back."""
    findings, room = Findings(), asyncio.Semaphore(at_once)
    async with (
        open_event_log(place.log_url) as events,
        open_broker(place.redis_url) as broker,
        working(place, HABITS, count=2),
    ):
        scene = Scene(
            events=events,
            inbox=Inbox(events=events, queue=broker.queue, clock=SystemClock()),
            desk=Desk(events=events, queue=broker.queue, fanout=broker.fanout, clock=SystemClock()),
            findings=findings,
        )

        async def one(number: int) -> None:
            async with room:
                await scene.play(number, seed=number * 7)

        await asyncio.gather(*map(one, range(count)))
        await until(lambda: is_quiet(events), within_s=30)
        return await check(events, range(count), place.deliveries.read_text(), findings)


async def is_quiet(events: EventLog) -> bool:
    later = datetime.now(UTC) + timedelta(days=1)
    return not await events.unanswered(later, limit=1) and not await events.undelivered(
        later, limit=1
    )


async def check(
    events: EventLog, numbers: Iterable[int], deliveries: str, findings: Findings
) -> Findings:
    """Read every conversation back and count what must not be."""
    delivered: dict[str, set[int]] = defaultdict(set)
    for line in deliveries.splitlines():
        conversation, sequence = line.split()
        delivered[conversation].add(int(sequence))
    for number in numbers:
        conversation = ConversationId(f"c{number}")
        record = await events.read(conversation)
        _count(conversation, record.events, delivered[conversation], findings)
        findings.interleavings += 1
    return findings


def _count(
    conversation: ConversationId,
    stored: tuple[StoredEvent, ...],
    delivered: set[int],
    findings: Findings,
) -> None:
    past = [each.event for each in stored]
    state = Conversation.fold(conversation, past)
    findings.assistant_after_takeover += _words_after_takeover(stored)
    wrote = [event.message_id for event in past if isinstance(event, CustomerWrote)]
    answered = _answered(stored)
    left = set(waiting(state))
    lost = [one for one in wrote if one not in answered and one not in left]
    findings.messages_lost += len(lost)
    if state.status is ConversationStatus.PENDING:  # nobody but the assistant would answer them
        findings.messages_lost += len(left)
    replies = [each for each in stored if isinstance(each.event, ReplyWritten)]
    findings.undelivered += sum(each.sequence not in delivered for each in replies)
    ours = [
        each.event.client_id
        for each in replies
        if isinstance(each.event, ReplyWritten) and each.event.author is Author.AGENT
    ]
    findings.agent_replies_twice += len(ours) - len(set(ours))
    findings.agent_replies_lost += len(findings.sent.get(conversation, set()) - set(ours))


def _words_after_takeover(stored: tuple[StoredEvent, ...]) -> int:
    taken, words = False, 0
    for each in stored:
        match each.event:
            case ConversationClaimed():
                taken = True
            case ConversationReleased():
                taken = False
            case ReplyWritten(author=Author.AGENT):
                taken = True
            case ReplyWritten(author=Author.ASSISTANT):
                words += taken
            case _:
                continue
    return words


def _answered(stored: tuple[StoredEvent, ...]) -> set[MessageId]:
    return {
        one
        for each in stored
        if isinstance(each.event, ReplyWritten | ConversationReleased)
        for one in each.event.answers
    }
