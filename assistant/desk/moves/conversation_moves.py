"""Decide moves on a conversation, an agent's or the desk's own: events, or a denial. Pure.

The desk's own moves do nothing if somebody was quicker, so repeating one is harmless.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import (
    ConversationAssigned,
    ConversationClaimed,
    ConversationEvent,
    ConversationReleased,
    ConversationReopened,
    ConversationResolved,
    ConversationSnoozed,
    CustomerWrote,
    LabelsChanged,
    ReplyWritten,
    StoredEvent,
)
from assistant.conversation.ids import AgentId, MessageId, TeamId
from assistant.conversation.message import Language
from assistant.conversation.people import Agent
from assistant.desk.handoff.agent_routing import NOT_ACCEPTED

_LABEL = 40  # characters


class Denial(StrEnum):
    """Name the reason why a move cannot be made on a conversation as it is now."""

    TAKEN = "taken"  # another agent has it
    NOT_YOURS = "not_yours"  # it has to be taken over first
    NOT_OPEN = "not_open"  # it is not a person's
    DECIDED = "decided"  # somebody was quicker
    IN_THE_PAST = "in_the_past"
    EMPTY = "empty"
    NOT_ALLOWED = "not_allowed"  # their role does not reach
    MOVED_ON = "moved_on"  # something came in that they have not seen
    UNDECIDED = "undecided"  # a yes or a suggestion waits for somebody
    UNANSWERED = "unanswered"  # put away, it would be opened again at once
    ITSELF = "itself"  # it cannot go on in itself
    OTHER_PERSON = "other_person"  # nothing says that both are one person's
    FILE_GONE = "file_gone"  # what was to go with the reply is not theirs, or not there any more
    MERGED = "merged"  # it goes on elsewhere itself
    TEMPLATE_ONLY = "template_only"  # too late on this channel for anything but a template
    WINDOW_CLOSED = "window_closed"  # too late on this channel, until the customer writes
    TEMPLATE_UNKNOWN = "template_unknown"  # the channel has no such template, or does not say
    TEMPLATE_VALUES = "template_values"  # a variable lacks its value, or all are too long
    NOBODY = "nobody"  # who should have it is no agent, or not any more, or no team


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """Hold the reason for which a move was denied: nothing was done."""

    why: Denial
    agent_id: AgentId | None = None  # who has it


Decided = tuple[ConversationEvent, ...] | Denied
"""No events: it is so already."""

Move = Callable[[Conversation, datetime], Decided]


def claim(agent: Agent, *, rule: str = "taken", force: bool = False) -> Move:
    """Take a conversation, unless another agent has claimed it; with `force` even then."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        now = conversation.ownership
        others = now.agent_id is not None and now.agent_id != agent.agent_id
        if others and now.claimed and not force:
            return Denied(why=Denial.TAKEN, agent_id=now.agent_id)
        if has(agent, conversation):
            return ()
        return (
            ConversationClaimed(
                conversation_id=conversation.conversation_id,
                at=at,
                agent_id=agent.agent_id,
                agent_name=agent.shown_name,
                agent_picture=agent.picture,
                rule=rule,
            ),
        )

    return decide


def release(agent: Agent | None, *, rule: str = "given_back", settle: bool = True) -> Move:
    """Give a conversation back to the assistant, which answers waiting messages unless `settle`.

    The messages that led to the handoff are settled always, or they would lead to it again. A yes
    that waits for approval has to be decided first: the customer was told that somebody does.
    """

    def decide(conversation: Conversation, at: datetime) -> Decided:
        if conversation.status is ConversationStatus.PENDING:
            return ()
        answers = waiting(conversation) if settle else led_to_handoff(conversation)
        return _end(ConversationReleased, conversation, at, by=agent, rule=rule, answers=answers)

    return decide


def assign(
    to: AgentId | None,
    *,
    team: TeamId | None = None,
    by: Agent | None = None,
    rule: str = "transferred",
    accept_by: datetime | None = None,
) -> Move:
    """Give a conversation to an agent, to a team's queue or, with neither, to everybody's queue."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        return (
            ConversationAssigned(
                conversation_id=conversation.conversation_id,
                at=at,
                agent_id=to,
                team=team,
                by=by.agent_id if by else None,
                rule=rule,
                accept_by=accept_by,
            ),
        )

    return decide


def transfer(agent: Agent, to: AgentId | None, *, team: TeamId | None = None) -> Move:
    """Give a conversation that the agent has to a colleague, a team's queue or everybody's."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        if not has(agent, conversation):
            return Denied(why=Denial.NOT_YOURS)
        return assign(to, team=team, by=agent)(conversation, at)

    return decide


def snooze(agent: Agent, *, until: datetime) -> Move:
    """Put a conversation away until a time; its unanswered messages wait until then."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        if until <= at:
            return Denied(why=Denial.IN_THE_PAST)
        snoozed = ConversationSnoozed(
            conversation_id=conversation.conversation_id, at=at, until=until, by=agent.agent_id
        )
        return (snoozed,)

    return decide


def resolve(agent: Agent | None, *, seen: frozenset[MessageId], rule: str = "by_hand") -> Move:
    """Resolve a conversation: nothing is left to do after the messages in `seen`."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        if conversation.status is ConversationStatus.RESOLVED:
            return ()
        answers = tuple(one for one in waiting(conversation) if one in seen)
        return _end(ConversationResolved, conversation, at, by=agent, rule=rule, answers=answers)

    return decide


def _end(
    kind: type[ConversationReleased | ConversationResolved],
    conversation: Conversation,
    at: datetime,
    *,
    by: Agent | None,
    rule: str,
    answers: tuple[MessageId, ...],
) -> Decided:
    """End an agent's part in a conversation, unless a yes waits for approval."""
    if awaits_approval(conversation):
        return Denied(why=Denial.UNDECIDED)
    ended = kind(
        conversation_id=conversation.conversation_id,
        at=at,
        by=by.agent_id if by else None,
        rule=rule,
        answers=answers,
    )
    return (ended,)


def reopen(agent: Agent | None, *, rule: str = "by_hand") -> Move:
    """Make a conversation a person's again: the agent's, or the queue's without an agent."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        if conversation.status in (ConversationStatus.OPEN, ConversationStatus.PENDING):
            return Denied(why=Denial.NOT_OPEN)
        reopened = ConversationReopened(
            conversation_id=conversation.conversation_id,
            at=at,
            by=agent.agent_id if agent else None,
            rule=rule,
        )
        return (reopened,)

    return decide


def label(
    agent: Agent | None, *, added: tuple[str, ...] = (), removed: tuple[str, ...] = ()
) -> Move:
    """Put labels on and take others off; blanks are joined, and of each the first 40 characters."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        on, off = _labels(added), _labels(removed)
        if not on and not off:
            return Denied(why=Denial.EMPTY)
        changed = LabelsChanged(
            conversation_id=conversation.conversation_id,
            at=at,
            added=on,
            removed=tuple(one for one in off if one not in on),
            by=agent.agent_id if agent else None,
        )
        return (changed,)

    return decide


def _labels(given: tuple[str, ...]) -> tuple[str, ...]:
    tidy = (" ".join(one.split())[:_LABEL].strip() for one in given)
    return tuple(dict.fromkeys(one for one in tidy if one))


def has(agent: Agent, conversation: Conversation) -> bool:
    """Return whether the agent has claimed the conversation and it is a person's."""
    now = conversation.ownership
    return now.status is ConversationStatus.OPEN and now.claimed and now.agent_id == agent.agent_id


def waiting(conversation: Conversation) -> tuple[MessageId, ...]:
    """Return the messages that are unanswered, oldest first."""
    return tuple(wrote.message_id for wrote in conversation.unanswered)


def led_to_handoff(conversation: Conversation) -> tuple[MessageId, ...]:
    """Return the unanswered messages that led to the open handoff."""
    handoff = conversation.ownership.handoff
    led = handoff.messages if handoff else ()
    return tuple(one for one in waiting(conversation) if one in led)


def taken(agent: Agent, conversation: Conversation) -> Denied | None:
    """Refuse a move over the head of the colleague who has claimed the conversation."""
    now = conversation.ownership
    if now.claimed and now.agent_id not in (None, agent.agent_id):
        return Denied(why=Denial.TAKEN, agent_id=now.agent_id)
    return None


def agent_reply(
    agent: Agent,
    conversation: Conversation,
    at: datetime,
    *,
    text: str,
    language: Language,
    answers: tuple[MessageId, ...],
    client_id: str,
    message_id: MessageId | None = None,
) -> ReplyWritten:
    """Return an agent's reply under their shown name and picture."""
    return ReplyWritten(
        conversation_id=conversation.conversation_id,
        at=at,
        message_id=message_id or MessageId(uuid4().hex),
        author=Author.AGENT,
        kind=ReplyKind.WRITTEN,
        text=text,
        language=language,
        answers=answers,
        agent_id=agent.agent_id,
        agent_name=agent.shown_name,
        agent_picture=agent.picture,
        client_id=client_id,
    )


def seen_up_to(events: Sequence[StoredEvent], sequence: int) -> frozenset[MessageId]:
    """Return the customer's messages up to an event's sequence, such as the last on a page."""
    return frozenset(
        stored.event.message_id
        for stored in events
        if stored.sequence <= sequence and isinstance(stored.event, CustomerWrote)
    )


def awaits_approval(conversation: Conversation) -> MessageId | None:
    """Return the yes that waits for a person's approval; only the outcome answers it."""
    open_, confirmed = conversation.ownership.approval, conversation.dealings.confirmed
    if open_ is None or confirmed is None or confirmed.proposal_id != open_.proposal_id:
        return None
    return confirmed.confirmed_by


def ask(agent_id: AgentId, *, accept: timedelta) -> Move:
    """Ask an agent to take a conversation of the queue, for as long as `accept`."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        now = conversation.ownership
        if now.status is not ConversationStatus.OPEN or now.agent_id is not None:
            return ()
        asked = ConversationAssigned(
            conversation_id=conversation.conversation_id,
            at=at,
            agent_id=agent_id,
            team=now.team,
            rule="routed",
            accept_by=at + accept,
        )
        return (asked,)

    return decide


def end_offer(conversation: Conversation, at: datetime) -> Decided:
    """Put a conversation back into the queue when its agent did not accept it in time."""
    now = conversation.ownership
    over = now.accept_by is not None and now.accept_by <= at
    if now.status is not ConversationStatus.OPEN or now.claimed or now.agent_id is None or not over:
        return ()
    return _queue(conversation, at, rule=NOT_ACCEPTED)


def leave(agent_id: AgentId) -> Move:
    """Put a conversation back into the queue when its agent does not work here any more."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        now = conversation.ownership
        if now.status is not ConversationStatus.OPEN or now.agent_id != agent_id:
            return ()
        return _queue(conversation, at, rule="agent_gone")

    return decide


def _queue(conversation: Conversation, at: datetime, *, rule: str) -> Decided:
    """Put a conversation back into the queue of its team."""
    back = ConversationAssigned(
        conversation_id=conversation.conversation_id,
        at=at,
        agent_id=None,
        team=conversation.ownership.team,
        rule=rule,
    )
    return (back,)


def wake(conversation: Conversation, at: datetime) -> Decided:
    """Open a conversation whose snooze is over, for the agent that had it, else for the queue."""
    now = conversation.ownership
    over = now.snoozed_until is not None and now.snoozed_until <= at
    if now.status is not ConversationStatus.SNOOZED or not over:
        return ()
    woke = ConversationReopened(
        conversation_id=conversation.conversation_id,
        at=at,
        by=now.agent_id if now.claimed else None,
        rule="woke",
    )
    return (woke,)
