"""Deciding on a conversation as it is, while others write to it."""

from collections.abc import Sequence

import pytest

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent, StoredEvent
from assistant.conversation.ids import ConversationId
from assistant.desk.fenced_append import append_decided
from assistant.ports import VersionConflictError
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.seeds.conversation_events import replied, started

C1 = started().conversation_id


class Crowded(MemoryEventLog):
    """A log in which somebody else is faster, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.left = times

    async def append(
        self,
        conversation_id: ConversationId,
        events: Sequence[ConversationEvent],
        *,
        expected_version: int | None = None,
        expected_last: int | None = None,
    ) -> tuple[StoredEvent, ...]:
        if self.left and expected_version is not None:
            self.left -= 1
            await super().append(conversation_id, [replied(f"r{self.left}")])
        return await super().append(
            conversation_id,
            events,
            expected_version=expected_version,
            expected_last=expected_last,
        )


def once(_: Conversation, past: Sequence[StoredEvent]) -> Sequence[ConversationEvent]:
    mine = replied("mine")
    return [] if any(one.event == mine for one in past) else [mine]


async def begun(log: MemoryEventLog) -> None:
    await log.start(started())


class TestWhatFollows:
    async def test_is_decided_again_on_what_somebody_else_wrote(self) -> None:
        log = Crowded(times=2)
        await begun(log)

        assert (await append_decided(log, C1, once)).stored

        events = [one.event for one in (await log.read(C1)).events]
        assert events[1:] == [replied("r1"), replied("r0"), replied("mine")]

    async def test_may_be_nothing(self) -> None:
        log = MemoryEventLog()
        await begun(log)
        await append_decided(log, C1, once)

        assert not (await append_decided(log, C1, once)).stored

    async def test_is_given_up_where_others_never_stop(self) -> None:
        log = Crowded(times=1000)
        await begun(log)

        with pytest.raises(VersionConflictError):
            await append_decided(log, C1, once)
