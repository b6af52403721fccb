"""A conversation as a plain text, as the customer saw it. Pure."""

from collections.abc import Iterator
from datetime import UTC

from assistant.console.pages import ThreadPart
from assistant.console.texts import say
from assistant.console.thread import Message
from assistant.conversation.event import Author
from assistant.conversation.message import Language


def transcript(thread: ThreadPart, language: Language) -> str:
    """Return what both sides said, oldest first, times in UTC; no notes."""
    return "\n".join(_lines(thread, language)) + "\n"


def _lines(thread: ThreadPart, language: Language) -> Iterator[str]:
    yield f"Comptoir · {thread.opened.head.conversation_id}"
    for entry in thread.opened.entries:
        if not isinstance(entry, Message):
            continue
        who = entry.name or say(f"author.{entry.author}", language)
        if entry.author is Author.CUSTOMER:
            who = thread.name
        yield ""
        yield f"[{entry.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC] {who}"
        yield entry.text
