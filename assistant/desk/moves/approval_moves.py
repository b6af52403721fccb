"""Decide an agent's choices on suggestions, and on operations that need approval. Pure."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from uuid import uuid4

from rapidfuzz.distance import Indel

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationEvent,
    ConversationReleased,
    DialogueMoved,
    OperationDropped,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.ownership_events import (
    ApprovalDecided,
    ReplySuggested,
    SuggestionDecided,
)
from assistant.conversation.people import Agent
from assistant.desk.moves.conversation_moves import (
    Decided,
    Denial,
    Denied,
    Move,
    agent_reply,
    claim,
    release,
    taken,
    waiting,
)
from assistant.desk.moves.exception_moves import decide_exception
from assistant.operations.autonomy.autonomy_verdict import may_approve

_Events = tuple[ConversationEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Hold an agent's choice on a suggestion."""

    outcome: Literal["sent", "edited", "rejected"]
    text: str = ""  # what is sent instead, where it was edited
    note: str = ""  # why it was rejected
    keep: bool = False  # go on by hand after it; else the assistant goes on
    client_id: str = ""  # made by the page: the same again changes nothing
    message_id: MessageId = field(default_factory=lambda: MessageId(uuid4().hex))


def decide_suggestion(agent: Agent, suggestion_id: MessageId, choice: Choice) -> Move:
    """Send the assistant's suggestion, send it edited, or reject it and answer by hand.

    The reply answers the messages that the suggestion was made for and no other: messages that the
    customer wrote since (`is_stale`) go on waiting.
    """

    def decide(conversation: Conversation, at: datetime) -> Decided:
        open_ = conversation.ownership.suggestion
        if open_ is None or open_.suggestion_id != suggestion_id:
            return Denied(why=Denial.DECIDED, agent_id=conversation.ownership.agent_id)
        if (denied := _why_not(agent, conversation, open_, choice)) is not None:
            return denied
        if choice.outcome == "rejected":
            return _then(conversation, _rejected(agent, open_, choice, at), claim(agent), at)
        sent = _sent(agent, conversation, open_, choice, at)
        if choice.keep:
            return sent
        return _then(
            conversation,
            sent,
            release(agent, rule=f"suggestion_{choice.outcome}", settle=False),
            at,
        )

    return decide


def _why_not(
    agent: Agent, conversation: Conversation, open_: ReplySuggested, choice: Choice
) -> Denied | None:
    if denied := taken(agent, conversation):
        return denied
    if not may_approve(agent.role, open_.role):
        return Denied(why=Denial.NOT_ALLOWED)
    if choice.outcome == "edited" and not choice.text.strip():
        return Denied(why=Denial.EMPTY)
    return None


def is_stale(conversation: Conversation) -> bool:
    """Return whether the customer wrote a message that the open suggestion does not answer."""
    open_ = conversation.ownership.suggestion
    return open_ is not None and any(one not in open_.answers for one in waiting(conversation))


def distance(suggested: str, sent: str) -> float:
    """Return how much of a text was changed, in [0, 1]: 1 - the similarity of the two texts."""
    return round(Indel.normalized_distance(suggested, sent), 4)


def decide_approval(
    agent: Agent,
    proposal_id: str,
    *,
    approved: bool,
    seen: frozenset[MessageId],
    note: str = "",
) -> Move:
    """Approve or reject an operation that the customer said yes to.

    `seen` are the messages that the page had shown. If approved, the conversation is the
    assistant's
    again, which executes the operation and says so. It is not approved if messages came after the
    yes
    that the agent has not seen: they may take it back. If rejected, the operation is dropped and
    the
    agent answers. An agent first takes over a conversation that a colleague has; not for an
    exception that the colleague asked for (`exception_moves`).
    """

    def decide(conversation: Conversation, at: datetime) -> Decided:
        open_ = conversation.ownership.approval
        if open_ is None or open_.proposal_id != proposal_id:
            return Denied(why=Denial.DECIDED, agent_id=conversation.ownership.agent_id)
        if open_.asked is not None:
            move = decide_exception(agent, open_, open_.asked, approved=approved, note=note)
            return move(conversation, at)
        denied = taken(agent, conversation)
        if not denied and not may_approve(agent.role, open_.role):
            denied = Denied(why=Denial.NOT_ALLOWED)
        if denied:
            return denied
        if approved and not _still_stands(conversation, proposal_id, seen):
            return Denied(why=Denial.MOVED_ON)
        decided = ApprovalDecided(
            conversation_id=conversation.conversation_id,
            at=at,
            proposal_id=proposal_id,
            approved=approved,
            by=agent.agent_id,
            note=note,
        )
        if not approved:
            claimed = claim(agent, rule="not_approved")
            return _then(conversation, (decided, *_dropped(decided)), claimed, at)
        # The yes stays unanswered: what comes of it is its answer.
        return decided, ConversationReleased(
            conversation_id=conversation.conversation_id, at=at, by=agent.agent_id, rule="approved"
        )

    return decide


def _then(conversation: Conversation, events: _Events, move: Move, at: datetime) -> Decided:
    """Return `events` and the events of `move` after them."""
    for event in events:
        conversation = conversation.after(event)
    more = move(conversation, at)
    return more if isinstance(more, Denied) else (*events, *more)


def _rejected(agent: Agent, open_: ReplySuggested, choice: Choice, at: datetime) -> _Events:
    return (
        SuggestionDecided(
            conversation_id=open_.conversation_id,
            at=at,
            suggestion_id=open_.suggestion_id,
            outcome="rejected",
            by=agent.agent_id,
            note=choice.note,
        ),
    )


def _sent(
    agent: Agent, conversation: Conversation, open_: ReplySuggested, choice: Choice, at: datetime
) -> _Events:
    text = choice.text if choice.outcome == "edited" else open_.text
    decided = SuggestionDecided(
        conversation_id=open_.conversation_id,
        at=at,
        suggestion_id=open_.suggestion_id,
        outcome="sent" if text == open_.text else "edited",
        by=agent.agent_id,
        message_id=choice.message_id,
        distance=distance(open_.text, text),
    )
    reply = agent_reply(
        agent,
        conversation,
        at,
        text=text,
        language=open_.language,
        answers=tuple(one for one in waiting(conversation) if one in open_.answers),
        client_id=choice.client_id,
        message_id=choice.message_id,
    )
    return decided, replace(
        reply,
        sources=open_.sources,
        cards=open_.cards,
        quick_replies=open_.quick_replies,
        topic=open_.topic,
        search=open_.search,
    )


def _still_stands(conversation: Conversation, proposal_id: str, seen: frozenset[MessageId]) -> bool:
    """Return whether the yes still waits, and the agent has seen all messages since."""
    confirmed = conversation.dealings.confirmed
    left = waiting(conversation)
    if confirmed is None or confirmed.proposal_id != proposal_id:
        return False
    if confirmed.confirmed_by not in left:
        return False
    return seen.issuperset(left[left.index(confirmed.confirmed_by) + 1 :])


def _dropped(decided: ApprovalDecided) -> _Events:
    """Return the events that end the operation, and every other operation in progress."""
    return (
        OperationDropped(
            conversation_id=decided.conversation_id,
            at=decided.at,
            proposal_id=decided.proposal_id,
            rule="not_approved",
        ),
        DialogueMoved(conversation_id=decided.conversation_id, at=decided.at, state=""),
    )
