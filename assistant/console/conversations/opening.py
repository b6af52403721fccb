"""A conversation as it is sent to a page, whole or in what it has not. Pure."""

from typing import Any

from assistant.console.conversations.pages import Chrome, Pages, ThreadPart
from assistant.console.conversations.reading import OpenedThread
from assistant.console.conversations.rows import tag
from assistant.console.conversations.console_thread import ThreadMessage, newer
from assistant.conversation.event_base import Author
from assistant.desk.desk_ports import Case


def thread_part(
    opened: OpenedThread, *, client_id: str = "", others: tuple[Case, ...] = ()
) -> ThreadPart:
    """Return a conversation with what is shown beside it."""
    waiting = [
        entry.text
        for entry in opened.entries
        if isinstance(entry, ThreadMessage) and entry.author is Author.CUSTOMER and entry.waits
    ]
    return ThreadPart(
        opened=opened,
        name=opened.name or tag(opened.head.conversation_id),
        client_id=client_id,
        question=waiting[-1] if waiting else "",
        others=others,
    )


def thread_message(pages: Pages, chrome: Chrome, part: ThreadPart, *, after: int) -> dict[str, Any]:
    """Return what a page that has all up to `after` is told of the conversation."""
    head = part.opened.head
    return {
        "type": "thread",
        "conversation": head.conversation_id,
        "sequence": head.sequence,
        "erased": part.opened.erased,
        "spoken": head.spoken,
        "composer": head.composer,
        "entries": pages.entries(chrome, part, newer(part.opened.entries, after)),
        "head": pages.head(chrome, part),
        "lock": pages.lock(chrome, part),
    }
