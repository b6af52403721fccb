"""An operation that an agent prepared, read back to the customer: only their yes has it done. Pure.

The conversation is the assistant's again with the read-back open, as if it had come to it by
itself: the yes is heard, approved where the autonomy table wants it, and done by the gate.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from assistant.conversation.conversation_conversation import Conversation
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import (
    ConversationEvent,
    ConversationReleased,
    DialogueMoved,
    OperationDropped,
    OperationProposed,
    ReplyWritten,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.conversation_message import Language
from assistant.desk.moves.moves import Decided, Denial, Denied, Move, waiting
from assistant.operations.dialogue.state import CONFIRM, Dialogue, Frame
from assistant.operations.dialogue.dialogue_texts import say
from assistant.desk.handoff.handoff_notices import READ_BACK
from assistant.operations.gate import Ready
from assistant.conversation.people import Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """What the gate would do for the customer, as an agent sends it."""

    operation: str
    ready: Ready
    language: Language
    seen: frozenset[MessageId]  # messages that the agent had seen
    client_id: str = ""  # made by the page: the same again changes nothing
    proposal_id: str = field(default_factory=lambda: uuid4().hex)
    message_id: MessageId = field(default_factory=lambda: MessageId(uuid4().hex))


def propose(agent: Agent, back: ReadBack) -> Move:
    """Read it back to the customer and give the conversation to the assistant, which hears the yes.

    Not over words that the agent has not seen, nor while a yes or a suggestion waits for somebody.
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
    """Return why an agent can neither ask the customer for it nor have it done."""
    now, dealings = conversation.ownership, conversation.dealings
    if now.claimed and now.agent_id not in (None, agent.agent_id):
        return Denied(why=Denial.TAKEN, agent_id=now.agent_id)
    if now.approval or now.suggestion or dealings.confirmed or dealings.ordered:
        return Denied(why=Denial.UNDECIDED)
    identity = dealings.identity
    if identity is None or identity.customer_id != back.ready.customer_id:
        return Denied(why=Denial.OTHER_PERSON)
    if not back.seen.issuperset(waiting(conversation)):
        return Denied(why=Denial.MOVED_ON)
    return None


def dropped(conversation: Conversation, at: datetime) -> tuple[ConversationEvent, ...]:
    """Return that what was read back before is not meant any more."""
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
    """Return what is proposed."""
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
    """Return that the dialogue waits for a yes to it and to nothing else."""
    frame = Frame(operation=back.operation, slots=json.loads(back.ready.parameters))
    return DialogueMoved(
        conversation_id=conversation.conversation_id,
        at=at,
        state=Dialogue(frames=(frame.asking(CONFIRM),)).written(),
        about=conversation.dealings.about,
    )


def _reply(agent: Agent, back: ReadBack, conversation: Conversation, at: datetime) -> ReplyWritten:
    return ReplyWritten(
        conversation_id=conversation.conversation_id,
        at=at,
        message_id=back.message_id,
        author=Author.AGENT,
        kind=ReplyKind.WRITTEN,
        text=back.ready.read_back,
        language=back.language,
        answers=waiting(conversation),
        quick_replies=(say("yes", back.language), say("no", back.language)),
        agent_id=agent.agent_id,
        agent_name=agent.shown_name,
        agent_picture=agent.picture,
        client_id=back.client_id,
    )
