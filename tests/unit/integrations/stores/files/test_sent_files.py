from dataclasses import replace

import pytest

from assistant.conversation.ids import ConversationId
from assistant.desk.attachment_store import UnknownAttachmentError
from assistant.desk.privacy.person import Person
from integrations.stores.files.sent_files import SentFiles
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.desk_rooms import MemoryAttachments
from tests.support.seeds.conversation_events import started
from tests.support.seeds.media_files import TEXT
from tests.support.seeds.people_events import agent_replied, of

C1, C2 = ConversationId("c1"), ConversationId("c2")


class TestSentFiles:
    async def test_are_handed_out_by_name_and_erased_for_their_person_alone(self) -> None:
        log, files = MemoryEventLog(), MemoryAttachments(most_bytes=1000)
        kept = [await files.keep(f"{n}.txt", TEXT) for n in (C1, C2)]
        for name, file in zip((C1, C2), kept, strict=True):
            await log.start(started(name))
            reply = replace(agent_replied(f"r-{name}"), attachments=(file,))
            await log.append(name, [of(name, reply)])
        holding, person = SentFiles(log, files), Person(conversations=(C1,))

        assert [record["name"] async for record in holding.export(person, content=False)] == [
            "c1.txt"
        ]
        assert await holding.erase(person) == 1

        with pytest.raises(UnknownAttachmentError):
            await files.read(kept[0].attachment_id)
        assert (await files.read(kept[1].attachment_id)).data == TEXT
        assert await holding.erase(person) == 1  # asked for again: nothing is left to fail at
