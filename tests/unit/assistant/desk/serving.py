"""A whole desk on a log: what routing, watching and mailing are tested on."""

from datetime import timedelta

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Reason
from assistant.conversation.events import ConversationEvent, HandoffRequested, ReplyWritten
from assistant.conversation.ids import ConversationId
from assistant.conversation.people import Agent
from assistant.desk.desk_service import Desk
from assistant.desk.handoff.absence_notices import AbsenceNotices
from assistant.desk.handoff.agent_routing import Availability
from assistant.desk.handoff.desk_rules import DeskRules
from assistant.desk.queue.dispatch import Dispatch
from assistant.desk.queue.outlook_lookup import DeskOutlooks
from assistant.desk.queue.waiting_watch import WaitingWatch
from assistant.desk.reply_mail import ReplyMail
from assistant.messages.steps.turn_step import take_steps
from assistant.ports import EventLog
from integrations.stores.memory.event_log import MemoryEventLog
from integrations.stores.memory.mail_spool import MemorySpool
from integrations.stores.memory.rate_limits import MemoryOneUse
from tests.support.memory.assemblies.desk_parts import Bell, CurrentCases, Directory, agent
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.desk_rooms import (
    MemoryAgentPresence,
    MemoryCustomerPresence,
    MemoryReplyWaits,
)
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.work_queue import MemoryWorkQueue
from tests.support.seeds.conversation_events import started, wrote
from tests.support.seeds.people_events import C1
from tests.unit.assistant.desk.handoff.opening import paris

MORNING = paris(2026, 11, 24, 10)  # a Tuesday
EVERY_DAY = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RULES = DeskRules.model_validate(
    {
        "default_team": "support",
        "teams": {"support": {"hours": {day: ["09:00-18:00"] for day in EVERY_DAY}}},
        "deadlines": {"first_reply_minutes": 10, "next_reply_minutes": 20, "warn_at": 0.5},
    }
)

ANNA, BEN = agent("anna"), agent("ben")
ACCEPT_S = RULES.routing.accept_seconds


def asks(conversation: str = "c1", minutes: int = 0) -> tuple[ConversationEvent, ...]:
    at = MORNING + timedelta(minutes=minutes)
    cid = ConversationId(conversation)
    said = wrote(f"m-{conversation}", conversation, at=at)
    handoff = HandoffRequested(
        conversation_id=cid,
        at=at,
        reason=Reason.ASKED_FOR_PERSON,
        messages=(said.message_id,),
    )
    return said, handoff


class Silent:
    """A turn of an assistant that must not be asked."""

    async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        raise AssertionError(conversation.conversation_id)


class Serving:
    """Everything of the desk, in memory unless a log is given."""

    def __init__(self, *agents: Agent, log: EventLog | None = None) -> None:
        self.clock = HandClock(MORNING)
        self.log = log or MemoryEventLog()
        self.cases = CurrentCases(self.log)
        self.directory = Directory(*agents)
        self.presence = MemoryAgentPresence(now=self._seconds)
        self.customers = MemoryCustomerPresence()
        self.waits = MemoryReplyWaits()
        self.bell = Bell()
        self.spool = MemorySpool()
        self.desk = Desk(
            events=self.log,
            queue=MemoryWorkQueue(),
            fanout=MemoryFanout(),
            clock=self.clock,
            waits=self.waits,
        )
        self.outlooks = DeskOutlooks(
            rules=RULES,
            cases=self.cases,
            agents=self.directory,
            presence=self.presence,
            waits=self.waits,
            clock=self.clock,
        )
        self.attending = AbsenceNotices(
            outlooks=self.outlooks, clock=self.clock, default_language="fr"
        )
        self.dispatch = self.another_dispatch()
        self.watch = WaitingWatch(
            rules=RULES,
            cases=self.cases,
            events=self.log,
            desk=self.desk,
            attending=self.attending,
            outlooks=self.outlooks,
            nudges=self.bell,
            once_each=MemoryOneUse(),
            clock=self.clock,
        )
        self.mailing = ReplyMail(
            cases=self.cases,
            events=self.log,
            outlooks=self.outlooks,
            customers=self.customers,
            spool=self.spool,
            clock=self.clock,
        )

    def _seconds(self) -> float:
        return self.clock.at.timestamp()

    def another_dispatch(self) -> Dispatch:
        return Dispatch(
            rules=RULES,
            cases=self.cases,
            events=self.log,
            desk=self.desk,
            agents=self.directory,
            presence=self.presence,
            nudges=self.bell,
            clock=self.clock,
        )

    async def come(self, *agents: Agent, availability: Availability = Availability.ONLINE) -> None:
        for one in agents:
            await self.presence.beat(one.agent_id, availability, for_s=86_400)

    async def happen(self, *events: ConversationEvent, conversation: str = "c1") -> None:
        """Start a conversation with these events in it."""
        await self.log.start(started(conversation, at=self.clock.at))
        await self.log.append(ConversationId(conversation), events)

    async def past(self, conversation: str = "c1") -> list[ConversationEvent]:
        record = await self.log.read(ConversationId(conversation))
        return [stored.event for stored in record.events]

    async def conversation(self, conversation: str = "c1") -> Conversation:
        return Conversation.fold(ConversationId(conversation), await self.past(conversation))

    async def attend(self) -> tuple[ConversationEvent, ...]:
        """Let a worker see to the conversation's messages, as it does."""
        steps = (self.attending, Silent())
        events = await take_steps(steps, await self.conversation())
        if events:
            await self.log.append(C1, events)
        return events

    async def said(self) -> list[str]:
        return [event.text for event in await self.past() if isinstance(event, ReplyWritten)]
