"""What writing needs of the outside."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from assistant.answers.guard.draft_review import KnownProductNames
from assistant.answers.reply_draft import Draft
from assistant.answers.writing.writing_account import WrittenDraft
from assistant.conversation.conversation import Conversation
from assistant.understanding.types import Understanding


class Writer(Protocol):
    """Puts an answer into other words, which rest on the same evidence."""

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
        """Return `draft` in other words where that can be done, and the account of it.

        `draft` is as it would be sent; `version` is of the index; `aloud`: sentences may be shown
        as they come, and what was shown is in the draft that is returned.
        """
        ...


class Speaker(Protocol):
    """Shows a reply that is being written to whoever has the conversation open."""

    async def say(self, conversation: Conversation, text: str) -> bool:
        """Show `text`, which is all that passed the guard so far; never raises.

        False: the conversation is not the assistant's any more, and nothing was shown.
        """
        ...


Likeness = Callable[[str, str], Awaitable[float]]
"""Returns the cosine in [-1, 1] of a sentence and of what it rests on."""
