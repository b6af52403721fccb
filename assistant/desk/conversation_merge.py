"""Merge two conversations of the same person: the words of the first go into the second.

The first conversation ends then. Two conversations are two appends, and a crash may come between
them. So the second conversation is told first: after that nothing is lost, and the same merge,
asked for again, finds the words that were told and does the rest. Messages that the customer writes
meanwhile are told as well before the first conversation ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    ContactAddressGiven,
    ConversationClaimed,
    ConversationErased,
    ConversationEvent,
    ConversationMerged,
    NoteWritten,
    StoredEvent,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.people import Agent
from assistant.desk.desk_service import ContendedError, Desk, MadeMove
from assistant.desk.fenced_append import TRIES
from assistant.desk.handoff.moments import Zones
from assistant.desk.moves.conversation_moves import (
    Decided,
    Denial,
    Denied,
    Move,
    awaits_approval,
    taken,
    waiting,
)
from assistant.desk.transcript import as_text, transcribe
from assistant.ports import EventLog


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationMerge:
    """Merge conversations of one event log."""

    events: EventLog
    desk: Desk
    shop: str  # its name, for the transcript
    zones: Zones

    async def merge(
        self, source: ConversationId, into: ConversationId, *, agent: Agent
    ) -> MadeMove | Denied:
        """Let `source` go on in `into`; return the move that was made in `into`.

        A repeat changes nothing.

        Raises:
            UnknownConversationError: one of them does not exist.
            ContendedError: one of them kept changing; asking again goes on.
        """
        for _ in range(TRIES):
            record = await self.events.read(source)
            here = _Side(conversation=record.fold(), events=record.events)
            told = await self.desk.carry_out(into, partial(self._tell, here, agent))
            if isinstance(told, Denied) or _merged_into(here) == into:
                return told
            seen = frozenset(waiting(here.conversation))
            done = await self.desk.make(source, leave(agent, into=into, seen=seen))
            if not isinstance(done, Denied):
                return told
            if done.why is not Denial.MOVED_ON:
                return done
        raise ContendedError(source)

    def _tell(self, here: "_Side", agent: Agent, past: Sequence[StoredEvent]) -> tuple[Move]:
        """Return the move that writes the words of `here` since the last time they were told."""

        def decide(conversation: Conversation, at: datetime) -> Decided:
            there = _Side(conversation=conversation, events=past)
            if denied := _denied(here, there, agent):
                return denied
            source = here.conversation
            before = _told(past, source.conversation_id)
            transcript = transcribe(
                [stored.event for stored in here.events if stored.sequence > before],
                language=source.language or "fr",
                zone=self.zones(conversation.ownership.team),  # whose people read it
                shop=self.shop,
                notes=True,
            )
            if not transcript.lines:
                return ()
            mark = f"{_mark(source.conversation_id)}{here.events[-1].sequence}"
            return take_in(agent, source, as_text(transcript), mark=mark)(conversation, at)

        return (decide,)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    conversation: Conversation
    events: Sequence[StoredEvent]


def take_in(agent: Agent, other: Conversation, text: str, *, mark: str) -> Move:
    """Write the words of another conversation into this one as a note.

    A conversation that no person has becomes the agent's.
    """

    def decide(conversation: Conversation, at: datetime) -> Decided:
        conversation_id = conversation.conversation_id
        made: list[ConversationEvent] = [
            NoteWritten(
                conversation_id=conversation_id,
                at=at,
                note_id=MessageId(mark),
                by=agent.agent_id,
                text=text,
                client_id=mark,
            )
        ]
        if conversation.status is not ConversationStatus.OPEN:
            made.append(
                ConversationClaimed(
                    conversation_id=conversation_id,
                    at=at,
                    agent_id=agent.agent_id,
                    agent_name=agent.shown_name,
                    agent_picture=agent.picture,
                    rule="merged",
                )
            )
        if other.ownership.email and not conversation.ownership.email:
            email = other.ownership.email
            made.append(ContactAddressGiven(conversation_id=conversation_id, at=at, email=email))
        return tuple(made)

    return decide


def leave(agent: Agent, *, into: ConversationId, seen: frozenset[MessageId]) -> Move:
    """End a conversation that goes on in another, which was told the messages in `seen`."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        left = waiting(conversation)
        if not seen.issuperset(left):
            return Denied(why=Denial.MOVED_ON)
        return (
            ConversationMerged(
                conversation_id=conversation.conversation_id,
                at=at,
                into=into,
                by=agent.agent_id,
                answers=left,
            ),
        )

    return decide


def same_person(one: Conversation, other: Conversation) -> bool:
    """Return whether the log says that two conversations are one person's."""
    a, b = one.started, other.started
    if (
        a
        and b
        and (a.channel, a.account_id, a.contact_id)
        == (
            b.channel,
            b.account_id,
            b.contact_id,
        )
    ):
        return True
    first, second = one.dealings.identity, other.dealings.identity
    if first and second and first.customer_id == second.customer_id:
        return True
    return one.ownership.email != "" and one.ownership.email == other.ownership.email


def _denied(here: _Side, there: _Side, agent: Agent) -> Denied | None:
    one, other = here.conversation, there.conversation
    if any(isinstance(side.events[-1].event, ConversationErased) for side in (here, there)):
        return Denied(why=Denial.OTHER_PERSON)  # nobody's any more
    if one.conversation_id == other.conversation_id:
        return Denied(why=Denial.ITSELF)
    if not same_person(one, other):
        return Denied(why=Denial.OTHER_PERSON)
    if _merged_into(there) is not None:
        return Denied(why=Denial.MERGED)
    if awaits_approval(one):
        return Denied(why=Denial.UNDECIDED)
    return taken(agent, one)


def _merged_into(side: _Side) -> ConversationId | None:
    """Return the conversation that this one goes on in, unless it was opened again since."""
    if side.conversation.status is not ConversationStatus.RESOLVED:
        return None
    merged = [e.event for e in side.events if isinstance(e.event, ConversationMerged)]
    return merged[-1].into if merged else None


def _mark(source: ConversationId) -> str:
    return f"merged:{source}:"


def _told(events: Sequence[StoredEvent], source: ConversationId) -> int:
    """Return the sequence of the source's last event that a conversation was told."""
    marks = [
        stored.event.client_id.removeprefix(_mark(source))
        for stored in events
        if isinstance(stored.event, NoteWritten)
        and stored.event.client_id.startswith(_mark(source))
    ]
    return max((int(mark) for mark in marks if mark.isdecimal()), default=0)
