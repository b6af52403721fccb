from dataclasses import dataclass, field

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationClaimed, ConversationEvent
from assistant.conversation.ids import AgentId, ConversationId
from assistant.conversation.message import ChannelKind
from assistant.messages.page_speaker import PageSpeaker
from assistant.messages.snapshots import Snapshots
from assistant.ports import BrokerUnavailableError
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.seeds.conversation_events import NOON, started

CID = ConversationId("c1")


@dataclass
class Pages:
    seen: list[str] = field(default_factory=list)
    away: bool = False

    async def show_draft(self, conversation_id: ConversationId, text: str) -> None:
        assert conversation_id == CID
        if self.away:
            raise BrokerUnavailableError
        self.seen.append(text)


async def say(pages: Pages, *meanwhile: ConversationEvent, kind: str = "webchat") -> bool:
    """Open a conversation, let something happen in it, then show a sentence."""
    log = MemoryEventLog()
    opened = started()
    await log.start(opened)
    if meanwhile:
        await log.append(CID, meanwhile)
    speaker = PageSpeaker(Snapshots(log), {ChannelKind(kind): pages})
    return await speaker.say(Conversation.fold(CID, [opened]), "You have 30 days.")


class TestASentence:
    async def test_is_shown_to_open_pages(self) -> None:
        pages = Pages()

        assert await say(pages)
        assert pages.seen == ["You have 30 days."]

    async def test_is_not_shown_once_a_person_has_the_conversation(self) -> None:
        pages = Pages()
        taken = ConversationClaimed(conversation_id=CID, at=NOON, agent_id=AgentId("anna"))

        assert not await say(pages, taken)
        assert pages.seen == []

    async def test_is_not_shown_where_no_page_can_show_it(self) -> None:
        pages = Pages()

        assert not await say(pages, kind="whatsapp")

    async def test_that_cannot_be_shown_is_no_failure(self) -> None:
        assert not await say(Pages(away=True))
