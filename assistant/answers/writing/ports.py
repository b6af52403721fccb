"""Declare the ports of writing: its writer, and its view of the open conversation."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from assistant.answers.guard.draft_review import KnownProductNames
from assistant.answers.reply_draft import Draft
from assistant.answers.writing.writing_account import WrittenDraft
from assistant.conversation.conversation import Conversation
from assistant.understanding.types import Understanding


class Writer(Protocol):
    """Put an answer into other words, which rest on the same evidence."""

    async def write(
        self,
        conversation: Conversation,
        understanding: Understanding,
        draft: Draft,
        *,
        names: KnownProductNames,
        version: str,
        aloud: bool,
    ) -> WrittenDraft:
        """Return `draft` in other words where that is possible, and the record of it.

        `draft` is as it would be sent; `version` is of the index; `aloud`: sentences may be shown
        as they come, and the draft that is returned has all that was shown.
        """
        ...


class Speaker(Protocol):
    """Show a reply while it is being written, in the pages that have the conversation open."""

    async def say(self, conversation: Conversation, text: str) -> bool:
        """Show `text`, all that the guard has kept so far; never raises.

        False: the conversation is not the assistant's any more, and nothing was shown.
        """
        ...


Likeness = Callable[[str, str], Awaitable[float]]
"""Returns the cosine in [-1, 1] of a sentence and the quote that it rests on."""
