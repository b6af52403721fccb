"""Prepare an operation for a customer: read it back to them, or order it on their word. Pure.

After a read-back the conversation is the assistant's again, as if the read-back were its own: it
hears the yes, the yes is approved where the autonomy table wants it, and the gate executes it.

An order stands in the log in the place of the yes, with where the customer said it and why; the
agent answers for it. The autonomy table says which roles may order, now and again when it is
executed; `messages.steps.ordered_operations` tells the customer.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationEvent,
    ConversationReleased,
    DialogueMoved,
    Exceptional,
    OperationDropped,
    OperationOrdered,
    OperationProposed,
    ReplyWritten,
    ToldWhere,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Language
from assistant.conversation.people import Agent
from assistant.desk.handoff.handoff_notices import READ_BACK
from assistant.desk.moves.conversation_moves import (
    Decided,
    Denial,
    Denied,
    Move,
    agent_reply,
    has,
    taken,
    waiting,
)
from assistant.operations.dialogue.frames import CONFIRM, Dialogue, Frame
from assistant.operations.dialogue.texts import say
from assistant.operations.gate_answers import Ready


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """Hold the read-back of an operation, as an agent sends it."""

    operation: str
    ready: Ready
    language: Language
    seen: frozenset[MessageId]  # messages that the agent had seen
    client_id: str = ""  # made by the page: the same again changes nothing
    proposal_id: str = field(default_factory=lambda: uuid4().hex)
    message_id: MessageId = field(default_factory=lambda: MessageId(uuid4().hex))


def propose(agent: Agent, back: ReadBack) -> Move:
    """Read an operation back to the customer; the assistant gets the conversation for the yes.

    It is denied over words that the agent has not seen, and while a yes or a suggestion waits for
    somebody.
    """

    def decide(conversation: Conversation, at: datetime) -> Decided:
        denied = why_not(agent, back, conversation)
        if denied is not None:
            return denied
        return (
            *dropped(conversation, at),
            proposed(back, conversation, at),
            _asked(back, conversation, at),
            _reply(agent, back, conversation, at),
            ConversationReleased(
                conversation_id=conversation.conversation_id,
                at=at,
                by=agent.agent_id,
                rule=READ_BACK,
            ),
        )

    return decide


def why_not(agent: Agent, back: ReadBack, conversation: Conversation) -> Denied | None:
    """Return the reason why an agent can neither propose nor order the operation, if any."""
    now, dealings = conversation.ownership, conversation.dealings
    if denied := taken(agent, conversation):
        return denied
    if now.approval or now.suggestion or dealings.confirmed or dealings.ordered:
        return Denied(why=Denial.UNDECIDED)
    identity = dealings.identity
    if identity is None or identity.customer_id != back.ready.customer_id:
        return Denied(why=Denial.OTHER_PERSON)
    if not back.seen.issuperset(waiting(conversation)):
        return Denied(why=Denial.MOVED_ON)
    return None


def dropped(conversation: Conversation, at: datetime) -> tuple[ConversationEvent, ...]:
    """Return the event that drops an earlier read-back, if one is open."""
    open_ = conversation.dealings.proposal
    if open_ is None:
        return ()
    return (
        OperationDropped(
            conversation_id=conversation.conversation_id,
            at=at,
            proposal_id=open_.proposal_id,
            rule="replaced",
        ),
    )


def proposed(back: ReadBack, conversation: Conversation, at: datetime) -> OperationProposed:
    """Return the event that proposes the operation."""
    return OperationProposed(
        conversation_id=conversation.conversation_id,
        at=at,
        proposal_id=back.proposal_id,
        operation=back.operation,
        parameters=back.ready.parameters,
        fingerprint=back.ready.fingerprint,
        customer_id=back.ready.customer_id,
    )


def _asked(back: ReadBack, conversation: Conversation, at: datetime) -> DialogueMoved:
    """Return the event after which the dialogue waits for a yes to this operation alone."""
    frame = Frame(operation=back.operation, slots=json.loads(back.ready.parameters))
    return DialogueMoved(
        conversation_id=conversation.conversation_id,
        at=at,
        state=Dialogue(frames=(frame.asking(CONFIRM),)).written(),
        about=conversation.dealings.about,
    )


def _reply(agent: Agent, back: ReadBack, conversation: Conversation, at: datetime) -> ReplyWritten:
    reply = agent_reply(
        agent,
        conversation,
        at,
        text=back.ready.read_back,
        language=back.language,
        answers=waiting(conversation),
        client_id=back.client_id,
        message_id=back.message_id,
    )
    return replace(reply, quick_replies=(say("yes", back.language), say("no", back.language)))


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWord:
    """Hold where and why an operation was asked for, as an agent writes it down."""

    told: ToldWhere | Exceptional  # the latter where nobody said anything: an exception
    reason: str  # in the agent's words; not empty


def order(agent: Agent, back: ReadBack, word: CustomerWord) -> Move:
    """Order an operation that was read back to an agent; they must have the conversation.

    It is denied over words that they have not seen, and while a yes or another order waits to be
    done.
    """

    def decide(conversation: Conversation, at: datetime) -> Decided:
        denied = _why_not(agent, back, word, conversation)
        if denied is not None:
            return denied
        one = conversation.conversation_id
        return (
            *dropped(conversation, at),
            proposed(back, conversation, at),
            OperationOrdered(
                conversation_id=one,
                at=at,
                proposal_id=back.proposal_id,
                by=agent.agent_id,
                role=agent.role,
                told=word.told,
                reason=word.reason.strip(),
                name=agent.shown_name,
                client_id=back.client_id,
            ),
            # What was being asked of the customer is not asked any more.
            DialogueMoved(conversation_id=one, at=at, state="", about=conversation.dealings.about),
        )

    return decide


def _why_not(
    agent: Agent, back: ReadBack, word: CustomerWord, conversation: Conversation
) -> Denied | None:
    denied = why_not(agent, back, conversation)
    if denied is not None:
        return denied
    if not has(agent, conversation):
        return Denied(why=Denial.NOT_YOURS)
    if not back.ready.verdict.may_be_ordered_by(agent.role):
        return Denied(why=Denial.NOT_ALLOWED)
    return None if word.reason.strip() else Denied(why=Denial.EMPTY)
