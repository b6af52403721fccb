"""Make the events that change sets are proposed of."""

from dataclasses import replace

from assistant.conversation.events import Author, ReplyKind, ReplyWritten
from assistant.conversation.message import Language
from tests.support.seeds.conversation_events import replied


def abstained(message: str, conversation: str = "c1") -> ReplyWritten:
    """Return the assistant's word that it does not know."""
    reply = replied(f"r-{message}", message, conversation=conversation)
    return replace(reply, kind=ReplyKind.ABSTAINED, text="I did not find it.", language="en")


def agent_said(text: str, conversation: str = "c1", language: Language = "en") -> ReplyWritten:
    """Return a reply of a person of the shop."""
    reply = replied("r-agent", conversation=conversation)
    return replace(reply, author=Author.AGENT, kind=ReplyKind.WRITTEN, text=text, language=language)
