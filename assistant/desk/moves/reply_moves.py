"""Write an agent's words as events: a reply, a template or a note. Pure.

Words are refused where the channel does not take them any more.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author
from assistant.conversation.events import NoteWritten, ReplyWritten
from assistant.conversation.ids import AgentId, MessageId
from assistant.conversation.message import Attachment, ChannelKind, Language, TemplateUse
from assistant.conversation.people import Agent
from assistant.conversation.windows import ReplyWindow, window
from assistant.desk.moves.conversation_moves import (
    Decided,
    Denial,
    Denied,
    Move,
    agent_reply,
    awaits_approval,
    taken,
    waiting,
)

_OWN_WORDS = (ReplyWindow.FREE, ReplyWindow.HUMAN_AGENT_TAG)
_DENIALS = {
    ReplyWindow.TEMPLATE_ONLY: Denial.TEMPLATE_ONLY,
    ReplyWindow.CLOSED: Denial.WINDOW_CLOSED,
    ReplyWindow.HUMAN_AGENT_TAG: Denial.WINDOW_CLOSED,
}


def own_words(conversation: Conversation, at: datetime) -> Decided:
    """Refuse a person's own words where the channel would not take them any more."""
    open_ = _window(conversation, at)
    return () if open_ in _OWN_WORDS else Denied(why=_DENIALS[open_])


def drafted_words(conversation: Conversation, at: datetime) -> Decided:
    """Refuse words that the assistant drafted where the channel takes a person's only."""
    open_ = _window(conversation, at)
    return () if open_ is ReplyWindow.FREE else Denied(why=_DENIALS[open_])


def use_template(
    agent: Agent, use: TemplateUse, *, text: str, language: Language, client_id: str
) -> Move:
    """Send a template that the channel approved; its sender has the conversation from then on.

    It answers the unanswered messages, and may go out at any time. `text` is the text that the
    customer reads.
    """

    def decide(conversation: Conversation, at: datetime) -> Decided:
        writing = AgentMessage(text=text, language=language, client_id=client_id)
        written = _write(agent, conversation, at, writing, _answerable(conversation))
        return written if isinstance(written, Denied) else (replace(written, template=use),)

    return decide


def _window(conversation: Conversation, at: datetime) -> ReplyWindow:
    channel = conversation.started.channel if conversation.started else ChannelKind.WEBCHAT
    return window(channel, conversation.reach.last_inbound_at, Author.AGENT, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentMessage:
    """Hold a message of an agent to the customer."""

    text: str
    language: Language | None = None  # None: the conversation's, else French
    client_id: str  # made by the page: the same again changes nothing
    seen: frozenset[MessageId] = field(default_factory=frozenset)  # messages the page had shown
    attachments: tuple[Attachment, ...] = ()
    message_id: MessageId = field(default_factory=lambda: MessageId(uuid4().hex))


def reply(agent: Agent, writing: AgentMessage) -> Move:
    """Write a reply to the customer; its writer has the conversation from then on.

    Answers the messages that the agent had seen: one that came in meanwhile goes on waiting, and so
    does a yes that waits for approval.
    Another agent's conversation has to be taken over first.
    """

    def decide(conversation: Conversation, at: datetime) -> Decided:
        if not writing.text.strip() and not writing.attachments:
            return Denied(why=Denial.EMPTY)
        answers = tuple(one for one in _answerable(conversation) if one in writing.seen)
        written = _write(agent, conversation, at, writing, answers)
        if isinstance(written, Denied):
            return written
        return (replace(written, attachments=writing.attachments),)

    return decide


def _write(
    agent: Agent,
    conversation: Conversation,
    at: datetime,
    writing: AgentMessage,
    answers: tuple[MessageId, ...],
) -> ReplyWritten | Denied:
    """Write a reply, unless another agent has claimed the conversation."""
    return taken(agent, conversation) or agent_reply(
        agent,
        conversation,
        at,
        text=writing.text,
        language=writing.language or conversation.language or "fr",
        answers=answers,
        client_id=writing.client_id,
        message_id=writing.message_id,
    )


def _answerable(conversation: Conversation) -> tuple[MessageId, ...]:
    """Return the unanswered messages that a reply can answer: not a yes that awaits approval."""
    return tuple(one for one in waiting(conversation) if one != awaits_approval(conversation))


def note(
    agent: Agent | None, text: str, *, client_id: str, mentions: tuple[AgentId, ...] = ()
) -> Move:
    """Write a note that only the shop's people see."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        if not text.strip():
            return Denied(why=Denial.EMPTY)
        written = NoteWritten(
            conversation_id=conversation.conversation_id,
            at=at,
            note_id=MessageId(uuid4().hex),
            by=agent.agent_id if agent else None,
            text=text,
            mentions=mentions,
            client_id=client_id,
        )
        return (written,)

    return decide
