"""Fold events into the owner of a conversation: one state, moved by events alone. Pure.

    pending    the assistant's
    asked      open, but nobody accepted yet: the assistant goes on answering what it can
    open       a person's: `agent_id`, or the queue's while that is None
    snoozed    put away; the customer's next message opens it
    resolved   done; the customer's next message makes it the assistant's again

`move` is the whole table. The fold uses it, and so does the log, which keeps the stage beside
each conversation's version, so that it knows who has to answer a new message.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from assistant.conversation.event_base import Author, Reason
from assistant.conversation.events import (
    AbsenceAnnounced,
    ApprovalDecided,
    ApprovalRequested,
    ContactAddressGiven,
    ConversationAssigned,
    ConversationClaimed,
    ConversationErased,
    ConversationEvent,
    ConversationMerged,
    ConversationReleased,
    ConversationReopened,
    ConversationResolved,
    ConversationSnoozed,
    CustomerWrote,
    HandoffOffered,
    HandoffRequested,
    LabelsChanged,
    NoteWritten,
    RepliesMailed,
    ReplySuggested,
    ReplyWritten,
    SatisfactionRated,
    SuggestionDecided,
)
from assistant.conversation.ids import AgentId, MessageId, TeamId
from assistant.conversation.ownership_events import TAKEN_BACK, OwnershipEvent


class ConversationStatus(StrEnum):
    """Name the states of a conversation, by the side that is expected to act next."""

    PENDING = "pending"  # the assistant
    OPEN = "open"  # a person
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class Stage(StrEnum):
    """Name the statuses, with a person who was asked told apart from one who accepted."""

    PENDING = "pending"
    ASKED = "asked"  # open to people, while the assistant goes on
    OPEN = "open"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"

    @property
    def status(self) -> ConversationStatus:
        """Return the status, as people see it."""
        return ConversationStatus.OPEN if self is Stage.ASKED else ConversationStatus(self.value)

    @property
    def is_assistants(self) -> bool:
        """Return whether the assistant answers new messages."""
        return self in (Stage.PENDING, Stage.ASKED)


ROUTED = "thread_"
"""Prefix of the rule of a handoff that the channel decided: passed, taken, standby."""


def move(stage: Stage, event: ConversationEvent, *, unanswered: bool) -> Stage:
    """Return the stage after an event; `unanswered`: whether a message waits after it.

    A conversation is not resolved or put away while a message waits: nobody overlooks it.
    """
    match event:
        case CustomerWrote():
            return _WRITTEN_TO.get(stage, stage)
        case ReplyWritten():
            return Stage.OPEN if event.author is Author.AGENT else stage
        case HandoffRequested() | ConversationAssigned():
            return Stage.ASKED if _only_asks(stage, event) else Stage.OPEN
        case ConversationSnoozed():
            return Stage.OPEN if unanswered else Stage.SNOOZED
        case ConversationResolved() | ConversationMerged():
            return Stage.PENDING if unanswered else Stage.RESOLVED
        case _:
            return _LEADS_TO.get(type(event), stage)


def _only_asks(stage: Stage, event: HandoffRequested | ConversationAssigned) -> bool:
    """Return whether nobody has the conversation after the event, and it is not elsewhere."""
    if isinstance(event, HandoffRequested):
        return stage in _NOBODYS and not event.rule.startswith(ROUTED)
    return stage is Stage.ASKED and (event.agent_id is None or event.accept_by is not None)


_NOBODYS = (Stage.PENDING, Stage.ASKED, Stage.RESOLVED)
"""Stages in which no person has the conversation."""

_WRITTEN_TO = {Stage.SNOOZED: Stage.OPEN, Stage.RESOLVED: Stage.PENDING}
_LEADS_TO: dict[type[ConversationEvent], Stage] = {
    ConversationClaimed: Stage.OPEN,
    ConversationReopened: Stage.OPEN,
    ConversationReleased: Stage.PENDING,
    ConversationErased: Stage.RESOLVED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """Hold the reason why a person has to go on, since when, and the messages that led to it."""

    reason: Reason
    rule: str
    at: datetime  # aware, UTC
    messages: tuple[MessageId, ...] = ()  # left to the person, whatever else is answered
    team: TeamId | None = None
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """Hold the owner of a conversation as of its last event."""

    stage: Stage = Stage.PENDING
    agent_id: AgentId | None = None  # the agent who has it, or was asked to take it
    agent_name: str = ""  # as the customer gets to see it
    team: TeamId | None = None
    claimed: bool = False  # by `agent_id`; False: asked to, until `accept_by`
    accept_by: datetime | None = None  # aware, UTC
    handoff: Handoff | None = None  # the open one
    offered: frozenset[Reason] = frozenset()  # since the last release
    snoozed_until: datetime | None = None  # aware, UTC
    last_agent_id: AgentId | None = (
        None  # the agent who had it last, in case the customer writes again
    )
    resolved_at: datetime | None = None  # by a person, the last time; aware, UTC
    released_at: datetime | None = None  # the last human stretch ended; aware, UTC
    absence: AbsenceAnnounced | None = None  # told since somebody was last there
    email: str = ""  # where the customer wants to be answered; "": they did not say
    suggestion: ReplySuggested | None = None  # waits for a person
    approval: ApprovalRequested | None = None  # waits for a person
    approved: frozenset[str] = frozenset()  # ids of proposals that a person let happen
    denied: frozenset[str] = frozenset()  # ids of proposals that a person did not let happen

    @property
    def status(self) -> ConversationStatus:
        """Return the status, as people see it."""
        return self.stage.status

    def after_message(self, event: CustomerWrote) -> "Ownership":
        """Return the state after a customer's message."""
        stage = move(self.stage, event, unanswered=True)
        if stage is self.stage:
            return self
        if stage is Stage.PENDING:
            return _to_the_assistant(self)
        return replace(self, stage=stage, snoozed_until=None)

    def after_reply(self, event: ReplyWritten) -> "Ownership":
        """Return the state after a reply: a person who replies, by any route, takes over."""
        if event.author is not Author.AGENT:
            return self
        taken = replace(
            self,
            stage=Stage.OPEN,
            snoozed_until=None,
            accept_by=None,
            absence=None,
            suggestion=None if _overtaken(self.suggestion, event) else self.suggestion,
        )
        if event.agent_id is None:  # somebody on another route, such as a phone
            return replace(taken, claimed=taken.agent_id is not None)
        return replace(
            taken,
            agent_id=event.agent_id,
            agent_name=event.agent_name,
            last_agent_id=event.agent_id,
            claimed=True,
        )

    def after(self, event: OwnershipEvent, *, unanswered: bool) -> "Ownership":
        """Return the state after an event; `unanswered`: whether a message waits after it."""
        moved = replace(self, stage=move(self.stage, event, unanswered=unanswered))
        match event:
            case ConversationErased():
                return Ownership(stage=Stage.RESOLVED)
            case ConversationSnoozed() | ConversationResolved() | ConversationMerged():
                return _put_away(moved, event)
            case ApprovalRequested() | ApprovalDecided() | ReplySuggested() | SuggestionDecided():
                return _after_approval(moved, event)
            case NoteWritten() | LabelsChanged() | SatisfactionRated() | RepliesMailed():
                return moved
            case _:
                return _handed_on(moved, event)


def _handed_on(  # noqa: PLR0911  # one line a case
    now: Ownership,
    event: HandoffRequested
    | HandoffOffered
    | ConversationAssigned
    | ConversationClaimed
    | ConversationReleased
    | ConversationReopened
    | ContactAddressGiven
    | AbsenceAnnounced,
) -> Ownership:
    match event:
        case HandoffRequested():
            return replace(now, handoff=_handoff(now, event), team=event.team or now.team)
        case HandoffOffered():
            return replace(now, offered=now.offered | {event.reason})
        case ConversationAssigned():
            return _assigned(now, event)
        case ConversationClaimed():
            return _claimed(now, event)
        case ConversationReleased():
            # What was said before a request that was taken back is still talked about.
            at = now.released_at if event.rule == TAKEN_BACK else event.at
            return replace(_to_the_assistant(now), released_at=at)
        case ConversationReopened():
            claimed = event.by is not None
            return replace(
                now, agent_id=event.by, claimed=claimed, accept_by=None, snoozed_until=None
            )
        case ContactAddressGiven():
            return replace(now, email=event.email)
        case AbsenceAnnounced():
            return replace(now, absence=event)
        case _:
            assert_never(event)


def _put_away(
    now: Ownership, event: ConversationSnoozed | ConversationResolved | ConversationMerged
) -> Ownership:
    if isinstance(event, ConversationSnoozed):
        until = event.until if now.stage is Stage.SNOOZED else None
        return replace(now, snoozed_until=until)
    return replace(_to_the_assistant(now), resolved_at=event.at, stage=now.stage)


def _after_approval(
    now: Ownership,
    event: ApprovalRequested | ApprovalDecided | ReplySuggested | SuggestionDecided,
) -> Ownership:
    match event:
        case ReplySuggested():
            return replace(now, suggestion=event)
        case SuggestionDecided():
            open_ = now.suggestion
            mine = open_ is not None and open_.suggestion_id == event.suggestion_id
            return replace(now, suggestion=None) if mine else now
        case ApprovalRequested():
            return replace(now, approval=event)
        case ApprovalDecided():
            return _decided(now, event)
        case _:
            assert_never(event)


def _decided(now: Ownership, event: ApprovalDecided) -> Ownership:
    if now.approval is None or now.approval.proposal_id != event.proposal_id:
        return now
    if event.approved:
        return replace(now, approval=None, approved=now.approved | {event.proposal_id})
    return replace(now, approval=None, denied=now.denied | {event.proposal_id})


def _handoff(now: Ownership, event: HandoffRequested) -> Handoff:
    """Return the open handoff; asked for once more, the wait goes on from the first time."""
    before = now.handoff
    return Handoff(
        reason=event.reason,
        rule=event.rule,
        at=before.at if before else event.at,
        messages=(*(before.messages if before else ()), *event.messages),
        team=event.team or (before.team if before else None),
        skills=event.skills or (before.skills if before else ()),
    )


def _assigned(now: Ownership, event: ConversationAssigned) -> Ownership:
    """Give the conversation to an agent: at once, unless a deadline to accept it runs."""
    return replace(
        now,
        agent_id=event.agent_id,
        agent_name="",
        team=event.team or now.team,
        claimed=event.agent_id is not None and event.accept_by is None,
        accept_by=event.accept_by,
        snoozed_until=None,
    )


def _claimed(now: Ownership, event: ConversationClaimed) -> Ownership:
    return replace(
        now,
        agent_id=event.agent_id,
        agent_name=event.agent_name,
        last_agent_id=event.agent_id,
        claimed=True,
        accept_by=None,
        snoozed_until=None,
        absence=None,
    )


def _to_the_assistant(now: Ownership) -> Ownership:
    """End the human stretch: messages in it or before it lead to no other handoff."""
    return replace(
        now,
        stage=Stage.PENDING,
        agent_id=None,
        agent_name="",
        claimed=False,
        accept_by=None,
        handoff=None,
        offered=frozenset(),
        snoozed_until=None,
        absence=None,
        suggestion=None,
        approval=None,
    )


def _overtaken(suggestion: ReplySuggested | None, reply: ReplyWritten) -> bool:
    """Return whether a person's reply answers a message that the suggestion would answer."""
    return suggestion is not None and not set(suggestion.answers).isdisjoint(reply.answers)
