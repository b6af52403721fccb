"""Show a reply that is being written to open pages, sentence by sentence.

A person may take the conversation over at any moment, so its owner is looked up before each
sentence. Showing is a courtesy: if a page or Redis is away, the reply comes all the same.
"""

from collections.abc import Mapping
from typing import Protocol

import structlog

from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import ChannelKind
from assistant.messages.snapshots import Snapshots
from assistant.ports import PortError

log = structlog.get_logger(__name__)


class WatchedPages(Protocol):
    """Show a reply on the pages of a channel while it is written."""

    async def show_draft(self, conversation_id: ConversationId, text: str) -> None:
        """Show how far a reply has come; may raise `BrokerUnavailableError`."""
        ...


class PageSpeaker:
    """Show sentences on open pages: the `Speaker` of `assistant.answers.writing.ports`."""

    def __init__(self, snapshots: Snapshots, pages: Mapping[ChannelKind, WatchedPages]) -> None:
        self._snapshots = snapshots
        self._pages = pages

    async def say(self, conversation: Conversation, text: str) -> bool:
        started = conversation.started
        pages = self._pages.get(started.channel) if started else None
        if pages is None:
            return False
        try:
            now = await self._snapshots.read(conversation.conversation_id)
            if not now.conversation.ownership.stage.is_assistants:
                return False
            await pages.show_draft(conversation.conversation_id, text)
        except PortError as error:
            log.info("speaking.skipped", error=type(error).__name__)
            return False
        return True
