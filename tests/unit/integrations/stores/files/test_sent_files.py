from dataclasses import replace

import pytest

from assistant.conversation.ids import AgentId, ConversationId
from assistant.desk.attachment_store import UnknownAttachmentError, UploadOrigin
from assistant.desk.privacy.person import Person
from integrations.stores.files.sent_files import SentFiles
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.worker_shop import SystemClock
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
        holding, person = SentFiles(log, files, SystemClock()), Person(conversations=(C1,))

        assert [record["name"] async for record in holding.export(person, content=False)] == [
            "c1.txt"
        ]
        assert await holding.erase(person) == 1

        with pytest.raises(UnknownAttachmentError):
            await files.read(kept[0].attachment_id)
        assert (await files.read(kept[1].attachment_id)).data == TEXT
        assert await holding.erase(person) == 1  # asked for again: nothing is left to fail at

    async def test_are_also_those_that_were_brought_and_not_sent(self) -> None:
        log, files = MemoryEventLog(), MemoryAttachments(most_bytes=1000)
        for name in (C1, C2):
            await log.start(started(name))
        own, agents, others = [
            await files.keep(
                f"{name}.txt", TEXT, origin=UploadOrigin(agent_id=by, conversation_id=conversation)
            )
            for name, by, conversation in (
                ("own", None, C1),
                ("agents", AgentId("anna"), C1),
                ("others", None, C2),
            )
        ]
        holding, person = SentFiles(log, files, SystemClock()), Person(conversations=(C1,))

        exported = [record async for record in holding.export(person, content=True)]
        assert [(record["name"], "base64" in record) for record in exported] == [("own.txt", True)]
        assert await holding.erase(person) == 2

        for gone in (own, agents):
            with pytest.raises(UnknownAttachmentError):
                await files.read(gone.attachment_id)
        assert (await files.read(others.attachment_id)).data == TEXT
        assert await holding.erase(person) == 0
