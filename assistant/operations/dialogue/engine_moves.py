"""Describe the moves of a dialogue engine, and the port that all engines keep.

An engine has no effect: it records a yes, and the gate does the rest in the next step.
"""

from dataclasses import dataclass
from typing import Protocol

from assistant.answers.reply_draft import Draft
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent
from assistant.operations.autonomy.autonomy_verdict import Verdict
from assistant.operations.dialogue.heard_message import HeardMessage

UNAVAILABLE = "unavailable"
"""Rule of a draft that says that the shop's system does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Say `draft`, after `events` are recorded with it."""

    events: tuple[ConversationEvent, ...]
    draft: Draft
    verdict: Verdict | None = None  # of a look-up that a person has to see before it is said


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedYes:
    """Record a yes first, and only then carry out the operation."""

    events: tuple[ConversationEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Answer the question from the shop's pages, then say `resume`."""

    events: tuple[ConversationEvent, ...]
    resume: Draft
    instead: Reply | None = None  # where the pages have no answer, and so it was no question
    question: str = ""  # the part of the message that asks; "": all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnOperation:
    """Say that no part of the message is about an operation."""

    events: tuple[ConversationEvent, ...] = ()  # of finding that out
    question: str = ""  # as of `Aside`


EngineMove = Reply | RecordedYes | Aside | NotAnOperation


class DialogueEngine(Protocol):
    """Fill the slots of operations, and decide on the next move."""

    async def advance(self, conversation: Conversation, heard: HeardMessage) -> EngineMove:
        """Return the next move after the unanswered messages; no effect, nothing written."""
        ...
