"""Decide which moves an agent may make now: the head and composer of a thread. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.event_base import Author, Reason
from assistant.conversation.events import (
    LabelsChanged,
    OperationProposed,
    ReplyWritten,
    StoredEvent,
)
from assistant.conversation.gist import is_spoken
from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.conversation.message import ChannelKind, Language
from assistant.conversation.ownership_events import ApprovalRequested, ReplySuggested
from assistant.conversation.people import Agent
from assistant.conversation.photo_notes import PhotoNote, photo_notes
from assistant.conversation.windows import ReplyWindow, closes_at, window
from assistant.desk.moves.conversation_moves import has


class ComposerState(StrEnum):
    """Name whether an agent may write to the customer, or the reason why not."""

    FREE = "free"
    LOCKED = "locked"  # the assistant has it: take it over first
    TAKEN = "taken"  # another agent has it
    TEMPLATE = "template"  # too late for own words: a template that the channel approved
    CLOSED = "closed"  # too late for anything, until the customer writes


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadHead:
    """Hold the state of a conversation as the head of the thread shows it to an agent."""

    conversation_id: ConversationId
    sequence: int  # of the last event that was read
    spoken: int  # of the last words of either side
    channel: ChannelKind
    status: ConversationStatus
    language: Language
    composer: ComposerState
    mine: bool
    agent_id: AgentId | None
    agent: str  # who has it or is asked to
    asked: bool  # that agent has yet to accept
    accept_by: datetime | None
    team: TeamId | None
    reason: Reason | None
    rule: str
    waiting_since: datetime | None
    snoozed_until: datetime | None
    labels: tuple[str, ...]
    email: str
    identity: str  # how the customer proved who they are; "": they did not
    suggestion: ReplySuggested | None
    approval: ApprovalRequested | None
    read_back: ReplyWritten | None = None  # the words and cards to which the customer said yes
    photos: tuple[PhotoNote, ...] = ()  # that they sent, beside an approval
    window: ReplyWindow = ReplyWindow.FREE  # what an agent may send now
    window_until: datetime | None = None  # of their own words; None: no end, or past it
    opted_out: bool = False  # the customer wants nothing that they did not ask for

    @property
    def may_take(self) -> bool:
        """Return whether the conversation is another agent's, the assistant's or nobody's."""
        return not self.mine

    @property
    def may_reopen(self) -> bool:
        """Return whether the conversation is snoozed or resolved."""
        return self.status in (ConversationStatus.SNOOZED, ConversationStatus.RESOLVED)


def read_head(
    conversation: Conversation,
    events: tuple[StoredEvent, ...],
    *,
    agent: Agent,
    names: Mapping[AgentId, str],
    at: datetime,
) -> ThreadHead:
    """Return the head of a conversation for `agent` at a time; `events` are all of its events."""
    now, started = conversation.ownership, conversation.started
    channel = started.channel if started else ChannelKind.WEBCHAT
    inbound = conversation.reach.last_inbound_at
    open_ = window(channel, inbound, Author.AGENT, at)
    until = closes_at(channel, inbound, Author.AGENT)
    waits = conversation.unanswered
    identity = conversation.dealings.identity
    return ThreadHead(
        conversation_id=conversation.conversation_id,
        sequence=events[-1].sequence if events else 0,
        spoken=max((s.sequence for s in events if is_spoken(s.event)), default=0),
        channel=channel,
        status=now.status,
        language=conversation.language or "fr",
        composer=_composer(conversation, agent, open_),
        mine=has(agent, conversation),
        agent_id=now.agent_id,
        agent=names.get(now.agent_id, now.agent_name or now.agent_id) if now.agent_id else "",
        asked=now.agent_id is not None and not now.claimed,
        accept_by=now.accept_by,
        team=now.team,
        reason=now.handoff.reason if now.handoff else None,
        rule=now.handoff.rule if now.handoff else "",
        waiting_since=waits[0].at if waits else None,
        snoozed_until=now.snoozed_until,
        labels=labels(events),
        email=now.email,
        identity=identity.method if identity else "",
        suggestion=now.suggestion,
        approval=now.approval,
        read_back=_read_back(now.approval, events),
        photos=tuple(photo_notes(stored.event for stored in events).values())
        if now.approval
        else (),
        window=open_,
        window_until=until if until and until > at else None,
        opted_out=conversation.reach.opted_out,
    )


def labels(events: Sequence[StoredEvent]) -> tuple[str, ...]:
    """Return the labels that a conversation has, in alphabetical order."""
    found = set[str]()
    for stored in events:
        if isinstance(stored.event, LabelsChanged):
            found = (found | set(stored.event.added)) - set(stored.event.removed)
    return tuple(sorted(found))


def _read_back(
    approval: ApprovalRequested | None, events: Sequence[StoredEvent]
) -> ReplyWritten | None:
    """Return the reply that read the operation of an approval back to the customer."""
    proposed = False
    for stored in events:
        event = stored.event
        if isinstance(event, OperationProposed):
            proposed = approval is not None and event.proposal_id == approval.proposal_id
        elif proposed and isinstance(event, ReplyWritten):
            return event
    return None


def _composer(conversation: Conversation, agent: Agent, open_: ReplyWindow) -> ComposerState:
    now = conversation.ownership
    if now.status is ConversationStatus.PENDING:
        return ComposerState.LOCKED
    if now.claimed and now.agent_id not in (None, agent.agent_id):
        return ComposerState.TAKEN
    return _COMPOSERS.get(open_, ComposerState.FREE)


_COMPOSERS = {
    ReplyWindow.TEMPLATE_ONLY: ComposerState.TEMPLATE,
    ReplyWindow.CLOSED: ComposerState.CLOSED,
}
