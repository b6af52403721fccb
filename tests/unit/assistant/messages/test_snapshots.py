"""Snapshots: the fold of the log that a worker keeps."""

import pytest

from assistant.conversation.ids import ConversationId
from assistant.messages.snapshots import SHOWN, Snapshots
from assistant.ports import Record, UnknownConversationError
from integrations.channels.webchat.wire_bodies import describe
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.seeds.conversation_events import (
    delivered,
    every_kind,
    rejected,
    replied,
    started,
    wrote,
)

C1 = ConversationId("c1")


class CountingLog(MemoryEventLog):
    """Remembers from where it was read."""

    def __init__(self) -> None:
        super().__init__()
        self.read_after: list[int] = []

    async def read(self, conversation_id: ConversationId, *, after: int = 0) -> Record:
        self.read_after.append(after)
        return await super().read(conversation_id, after=after)


@pytest.fixture
async def events() -> CountingLog:
    log = CountingLog()
    await log.start(started())
    return log


class TestASnapshot:
    async def test_says_what_is_unanswered_and_what_has_yet_to_go_out(
        self, events: CountingLog
    ) -> None:
        await events.append(C1, [wrote("m1"), replied("r1", "m1"), wrote("m2")])

        snapshot = await Snapshots(events).read(C1)

        assert [w.message_id for w in snapshot.conversation.unanswered] == ["m2"]
        assert [(o.sequence, o.reply.message_id) for o in snapshot.undelivered] == [(3, "r1")]
        assert (snapshot.sequence, snapshot.version) == (4, 1)

    @pytest.mark.parametrize("end", [delivered("r1"), rejected("r1")], ids=["gone", "refused"])
    async def test_forgets_a_reply_that_is_done_with(
        self, events: CountingLog, end: object
    ) -> None:
        await events.append(C1, [replied("r1"), replied("r2"), end])  # type: ignore[list-item]  # either kind

        snapshot = await Snapshots(events).read(C1)

        assert [o.reply.message_id for o in snapshot.undelivered] == ["r2"]

    async def test_says_after_which_event_a_reply_is_shown(self, events: CountingLog) -> None:
        await events.append(C1, [wrote("m1"), replied("r1", "m1"), delivered("r1"), replied("r2")])

        snapshot = await Snapshots(events).read(C1)

        assert [(o.sequence, o.follows) for o in snapshot.undelivered] == [(5, 3)]

    async def test_counts_as_shown_what_the_web_chat_shows(self) -> None:
        kinds = [started(), wrote("m1"), *every_kind()]

        assert [isinstance(e, SHOWN) for e in kinds] == [describe(e) is not None for e in kinds]


class TestSnapshots:
    async def test_read_only_what_is_new(self, events: CountingLog) -> None:
        snapshots = Snapshots(events)
        await snapshots.read(C1)
        await events.append(C1, [wrote("m1")])

        snapshot = await snapshots.read(C1)

        assert events.read_after == [0, 1]
        assert len(snapshot.conversation.unanswered) == 1

    async def test_forget_what_was_read_longest_ago(self, events: CountingLog) -> None:
        snapshots = Snapshots(events, size=1)
        await events.start(started("c2"))
        await snapshots.read(C1)
        await snapshots.read(ConversationId("c2"))

        await snapshots.read(C1)

        assert events.read_after == [0, 0, 0]

    async def test_extend_by_what_was_appended_without_reading(self, events: CountingLog) -> None:
        snapshots = Snapshots(events)
        snapshot = await snapshots.read(C1)
        stored = await events.append(C1, [replied("r1")])

        after = await snapshots.extend(snapshot, stored)

        assert events.read_after == [0]
        assert (after.sequence, after.version) == (2, 1)
        assert [o.sequence for o in after.undelivered] == [2]

    async def test_read_when_something_came_in_between(self, events: CountingLog) -> None:
        snapshots = Snapshots(events)
        snapshot = await snapshots.read(C1)
        await events.append(C1, [wrote("m1")])
        stored = await events.append(C1, [replied("r1")])

        after = await snapshots.extend(snapshot, stored)

        assert [w.message_id for w in after.conversation.unanswered] == ["m1"]
        assert after.sequence == 3

    async def test_pass_on_that_a_conversation_is_unknown(self, events: CountingLog) -> None:
        with pytest.raises(UnknownConversationError):
            await Snapshots(events).read(ConversationId("c9"))
