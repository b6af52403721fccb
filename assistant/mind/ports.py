"""Declare the port of a mind, and of the pages on which its reply is shown while it is written."""

from dataclasses import dataclass
from typing import Protocol

from assistant.answers.reply_draft import Draft
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent
from assistant.operations.autonomy.autonomy_verdict import Verdict
from assistant.tools.tool_turn import ToolTurn


@dataclass(frozen=True, slots=True, kw_only=True)
class MindReply:
    """Hold what a mind makes of a message."""

    draft: Draft | None  # None: it has no reply that may be sent; another mind is to answer
    moves: tuple[ConversationEvent, ...] = ()  # of operations that were moved on for it
    account: tuple[ConversationEvent, ...] = ()  # how it came about; kept whoever answers
    verdict: Verdict | None = None  # why a person has to see it first


class Mind(Protocol):
    """Answer a message from what tools give; has no effect."""

    async def reply(self, turn: ToolTurn, *, aloud: bool) -> MindReply:
        """Return the reply; `aloud`: sentences may be shown while the others are written."""
        ...


class Speaker(Protocol):
    """Show how far a reply has come on open pages."""

    async def say(self, conversation: Conversation, text: str) -> bool:
        """Show `text`, all of the reply so far; return whether anybody could see it."""
        ...
