"""What every `Traces` does. Inherit `TracesContract`, override `scene`."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from assistant.conversation.events import AttachmentReceived, ConversationErased
from assistant.conversation.ids import ConversationId, CustomerId, MessageId
from assistant.conversation.message import Attachment
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import Traces
from assistant.ports import EventLog
from tests.support.seeds.conversation_events import LATER, NOON, WIDGET, minute, started, wrote
from tests.support.seeds.people_events import addressed, agent_replied, claimed, of, proven, snoozed

LEA = Person(customer_ids=frozenset({CustomerId("lea")}), addresses=frozenset({"lea@example.com"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A log, and what finds people in it."""

    log: EventLog
    traces: Traces

    async def open(self, *names: str) -> None:
        for number, name in enumerate(names):
            await self.log.start(started(name, minute(number)))


class TracesContract:
    @pytest.fixture
    def scene(self) -> Scene:
        raise NotImplementedError

    async def test_finds_who_proved_it_or_left_an_address(self, scene: Scene) -> None:
        await scene.open("proven", "left", "toms", "nobodys")
        for event in (proven("proven", "lea"), proven("toms", "tom")):
            await scene.log.append(event.conversation_id, [event])
        await scene.log.append(ConversationId("left"), [addressed("left", "lea@example.com")])

        assert set(await scene.traces.naming(LEA)) == {"proven", "left"}
        assert list(await scene.traces.naming(Person())) == []

    async def test_finds_what_nobody_has_and_nobody_wrote_in_the_oldest_first(
        self, scene: Scene
    ) -> None:
        await scene.open("old", "older-no-more", "claimed", "snoozed", "erased", "young")
        for name, event in (("claimed", claimed("anna")), ("snoozed", snoozed())):
            await scene.log.append(ConversationId(name), [of(name, event)])
        erased = ConversationErased(conversation_id=ConversationId("erased"), at=NOON)
        await scene.log.erase(erased)
        young = of("young", replace(agent_replied("r1"), at=LATER + timedelta(days=1)))
        await scene.log.append(ConversationId("young"), [young])

        found = await scene.traces.idle(LATER, limit=9)

        assert list(found) == ["old", "older-no-more"]
        assert list(await scene.traces.idle(LATER, limit=1)) == ["old"]
        assert list(await scene.traces.idle(NOON, limit=9)) == []

    async def test_names_the_files_that_were_sent_since(self, scene: Scene) -> None:
        await scene.open("c1")
        for number, at in enumerate((NOON, LATER)):
            file = Attachment(attachment_id=f"f{number}", name="a", media_type="a/b", size=1)
            reply = replace(agent_replied(f"r{number}"), at=at, attachments=(file,))
            await scene.log.append(ConversationId("c1"), [reply])

        received = AttachmentReceived(
            conversation_id=ConversationId("c1"),
            at=NOON,
            message_id=MessageId("m1"),
            attachment=Attachment(attachment_id="f2", name="a", media_type="a/b", size=1),
        )
        await scene.log.append(ConversationId("c1"), [received])
        photo = Attachment(attachment_id="f3", name="a", media_type="a/b", size=1)
        message = replace(wrote("m2"), attachments=(photo,))
        await scene.log.accept(message, account_id=WIDGET, provider_message_id="m2")

        assert await scene.traces.attachments_sent(NOON) == {"f0", "f1", "f2", "f3"}
        assert await scene.traces.attachments_sent(LATER) == {"f1"}
        await scene.traces.scrub()
