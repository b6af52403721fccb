"""What every `EventLog` does. Inherit `EventLogContract` and override `event_log`."""

import asyncio
from collections import defaultdict
from dataclasses import replace

import pytest

from assistant.conversation.events import CustomerWrote, ReplyWritten, StoredEvent
from assistant.conversation.ids import AccountId, ConversationId
from assistant.conversation.message import Attachment
from assistant.ports import Accepted, EventLog, UnknownConversationError, VersionConflictError
from tests.support.seeds.conversation_events import (
    LATER,
    WIDGET,
    delivered,
    every_kind,
    handed_off,
    minute,
    rated,
    rejected,
    replied,
    started,
    wrote,
)
from tests.support.seeds.people_events import (
    agent_replied,
    claimed,
    done,
    not_done,
    ordered,
    released,
    resolved,
)

C1 = ConversationId("c1")


async def accept(log: EventLog, event: CustomerWrote) -> Accepted:
    """Accept a message whose channel calls it what we do."""
    return await log.accept(event, account_id=WIDGET, provider_message_id=event.message_id)


async def follow(log: EventLog, *, count: int) -> list[StoredEvent]:
    """Tail the log from its start until `count` events have come."""
    seen: list[StoredEvent] = []
    while len(seen) < count:
        seen += await log.tail(seen[-1].position if seen else 0, limit=7)
        await asyncio.sleep(0)  # reading a log in memory gives nobody else a turn
    return seen


class EventLogContract:
    @pytest.fixture
    def event_log(self) -> EventLog:
        raise NotImplementedError

    async def test_a_conversation_starts_at_sequence_one(self, event_log: EventLog) -> None:
        stored = await event_log.start(started())

        assert (stored.sequence, stored.event) == (1, started())
        record = await event_log.read(C1)
        assert (record.events, record.version) == ((stored,), 0)

    async def test_starting_again_returns_the_first_start(self, event_log: EventLog) -> None:
        first = await event_log.start(started())

        again = await event_log.start(started(at=LATER))

        assert again == first
        assert (await event_log.read(C1)).events == (first,)

    async def test_many_starts_at_once_open_one_conversation(self, event_log: EventLog) -> None:
        answers = await asyncio.gather(*(event_log.start(started()) for _ in range(20)))

        assert len({stored.position for stored in answers}) == 1
        assert len(await event_log.tail(0, limit=100)) == 1

    async def test_every_event_comes_back_as_it_went_in(self, event_log: EventLog) -> None:
        await event_log.start(started())

        stored = await event_log.append(C1, every_kind())

        record = await event_log.read(C1, after=1)
        assert [each.event for each in record.events] == every_kind()
        assert record.events == stored
        assert [each.sequence for each in stored] == [2, 3, 4, 5, 6, 7]

    async def test_read_returns_what_follows_a_sequence(self, event_log: EventLog) -> None:
        await event_log.start(started())
        for number in range(3):
            await accept(event_log, wrote(f"m{number}"))

        record = await event_log.read(C1, after=2)

        assert [each.sequence for each in record.events] == [3, 4]
        assert (await event_log.read(C1, after=4)).events == ()

    async def test_the_last_sequences_of_many_are_told_at_once(self, event_log: EventLog) -> None:
        for number in range(3):
            await event_log.start(started(f"c{number}"))
        await accept(event_log, wrote("m1", "c1"))
        asked = [ConversationId(one) for one in ("c1", "c2", "nobody", "c1")]

        found = await event_log.last_sequences(asked)

        assert found == {"c1": 2, "c2": 1}
        assert await event_log.last_sequences([]) == {}

    async def test_an_unknown_conversation_is_refused(self, event_log: EventLog) -> None:
        nobody = ConversationId("nobody")

        with pytest.raises(UnknownConversationError):
            await event_log.read(nobody)
        with pytest.raises(UnknownConversationError):
            await event_log.append(nobody, [handed_off("nobody")])
        with pytest.raises(UnknownConversationError):
            await event_log.append(nobody, [handed_off("nobody")], expected_version=0)
        with pytest.raises(UnknownConversationError):
            await accept(event_log, wrote("m1", "nobody"))
        assert not await event_log.tail(0, limit=10)

    async def test_a_message_refused_before_its_conversation_is_accepted_after(
        self, event_log: EventLog
    ) -> None:
        with pytest.raises(UnknownConversationError):
            await accept(event_log, wrote("m1"))
        await event_log.start(started())

        assert (await accept(event_log, wrote("m1"))).is_new

    async def test_a_message_is_accepted_once(self, event_log: EventLog) -> None:
        await event_log.start(started())

        first = await accept(event_log, wrote("m1"))
        again = await event_log.accept(
            wrote("another", text="again", at=LATER), account_id=WIDGET, provider_message_id="m1"
        )

        assert first == Accepted(message_id="m1", sequence=2, is_new=True)
        assert again == Accepted(message_id="m1", sequence=2, is_new=False, differs=True)
        assert [e.event for e in (await event_log.read(C1, after=1)).events] == [wrote("m1")]

    async def test_a_repeat_of_the_same_words_does_not_differ(self, event_log: EventLog) -> None:
        await event_log.start(started())
        for text in ("Bonjour", "30 jours\x00 — « été »"):
            first = await accept(event_log, wrote(text[:2], text=text))

            again = await accept(event_log, wrote(text[:2], text=text, at=LATER))

            assert (first.differs, again.differs, again.is_new) == (False, False, False)

    async def test_tells_whether_a_message_was_accepted(self, event_log: EventLog) -> None:
        await event_log.start(started())
        await accept(event_log, wrote("m1"))

        assert await event_log.has_accepted(WIDGET, "m1")
        assert not await event_log.has_accepted(WIDGET, "m2")
        assert not await event_log.has_accepted(AccountId("another"), "m1")

    async def test_a_repeat_with_another_file_differs(self, event_log: EventLog) -> None:
        await event_log.start(started())
        file = Attachment(attachment_id="a1", name="a.png", media_type="image/png", size=1)
        other = replace(file, attachment_id="a2")
        await accept(event_log, replace(wrote("m1"), attachments=(file,)))

        same = await accept(event_log, replace(wrote("m1"), attachments=(file,)))
        again = await accept(event_log, replace(wrote("m1"), attachments=(other,)))

        assert (same.differs, again.differs) == (False, True)

    async def test_two_accounts_may_use_one_message_id(self, event_log: EventLog) -> None:
        await event_log.start(started())
        await accept(event_log, wrote("m1"))

        other = await event_log.accept(
            wrote("m2"), account_id=AccountId("other"), provider_message_id="m1"
        )

        assert other == Accepted(message_id="m2", sequence=3, is_new=True)

    async def test_a_message_delivered_fifty_times_at_once_is_stored_once(
        self, event_log: EventLog
    ) -> None:
        await event_log.start(started())

        answers = await asyncio.gather(*(accept(event_log, wrote("m1")) for _ in range(50)))

        assert {(a.message_id, a.sequence) for a in answers} == {("m1", 2)}
        assert sum(a.is_new for a in answers) == 1
        await accept(event_log, wrote("m2"))
        assert [e.sequence for e in (await event_log.read(C1)).events] == [1, 2, 3]

    async def test_a_message_is_accepted_while_a_turn_is_being_taken(
        self, event_log: EventLog
    ) -> None:
        await event_log.start(started())
        await accept(event_log, wrote("m1"))
        turn = await event_log.read(C1)

        during = await accept(event_log, wrote("m2"))
        reply = await event_log.append(C1, [replied("r1", "m1")], expected_version=turn.version)

        assert (during.sequence, reply[0].sequence) == (3, 4)
        assert list(await event_log.unanswered(LATER, limit=10)) == [C1]

    async def test_many_writers_leave_no_gap_in_a_conversation(self, event_log: EventLog) -> None:
        await event_log.start(started())

        async def write(writer: int) -> None:
            for number in range(5):
                await accept(event_log, wrote(f"m{writer}-{number}"))
                await event_log.append(C1, [rated(f"r{writer}"), rated(f"r{writer}")])

        await asyncio.gather(*(write(writer) for writer in range(20)))

        record = await event_log.read(C1)
        assert [e.sequence for e in record.events] == list(range(1, 1 + 1 + 20 * 5 * 3))
        assert [e.position for e in record.events] == sorted(e.position for e in record.events)

    async def test_a_reply_from_an_old_version_is_refused(self, event_log: EventLog) -> None:
        await event_log.start(started())
        await accept(event_log, wrote("m1"))
        old = await event_log.read(C1)
        await event_log.append(C1, [replied("r1", "m1")], expected_version=old.version)
        before = await event_log.read(C1)

        with pytest.raises(VersionConflictError):
            await event_log.append(C1, [replied("r2", "m1")], expected_version=old.version)

        assert before.version == old.version + 1
        assert await event_log.read(C1) == before

    async def test_a_reply_to_less_than_was_written_is_refused(self, event_log: EventLog) -> None:
        await event_log.start(started())
        await accept(event_log, wrote("m1"))
        old = await event_log.read(C1)
        last = old.events[-1].sequence
        await accept(event_log, wrote("m2"))

        with pytest.raises(VersionConflictError):
            await event_log.append(
                C1, [replied("r1", "m1")], expected_version=old.version, expected_last=last
            )
        with pytest.raises(VersionConflictError):
            await event_log.append(C1, [replied("r1", "m1")], expected_last=last)
        (stored,) = await event_log.append(
            C1, [replied("r1", "m1", "m2")], expected_version=old.version, expected_last=last + 1
        )

        assert stored.sequence == last + 2

    async def test_only_fencing_events_move_the_version(self, event_log: EventLog) -> None:
        await event_log.start(started())
        await accept(event_log, wrote("m1"))
        await event_log.append(C1, [rated("r0"), delivered("r0"), rejected("r0")])
        assert (await event_log.read(C1)).version == 0

        await event_log.append(C1, [rated("r0")], expected_version=0)
        await event_log.append(C1, [replied("r1"), replied("r2")], expected_version=0)
        assert (await event_log.read(C1)).version == 1

        await event_log.append(C1, [handed_off()])
        assert (await event_log.read(C1, after=99)).version == 2

    async def test_of_many_replies_from_one_version_one_is_stored(
        self, event_log: EventLog
    ) -> None:
        await event_log.start(started())

        outcomes = await asyncio.gather(
            *(event_log.append(C1, [replied(f"r{n}")], expected_version=0) for n in range(20)),
            return_exceptions=True,
        )

        refused = [o for o in outcomes if isinstance(o, VersionConflictError)]
        assert len(refused) == 19
        assert len((await event_log.read(C1, after=1)).events) == 1

    async def test_all_events_are_stored_or_none(self, event_log: EventLog) -> None:
        await event_log.start(started())

        with pytest.raises(ValueError, match="does not belong to c1"):
            await event_log.append(C1, [rated("r1"), rated("r1", "c2")])
        with pytest.raises(VersionConflictError):
            await event_log.append(C1, [rated("r1"), rated("r2")], expected_version=5)

        assert len(await event_log.tail(0, limit=10)) == 1

    async def test_nothing_to_append_stores_nothing(self, event_log: EventLog) -> None:
        await event_log.start(started())

        assert not await event_log.append(C1, [])
        assert len((await event_log.read(C1)).events) == 1

    async def test_tail_goes_through_all_conversations_in_order(self, event_log: EventLog) -> None:
        stored = [await event_log.start(started(name)) for name in ("c1", "c2", "c3")]
        await accept(event_log, wrote("m1", "c2"))

        first = await event_log.tail(0, limit=2)
        rest = await event_log.tail(first[-1].position, limit=10)

        assert list(first) == stored[:2]
        assert [e.event for e in rest] == [started("c3"), wrote("m1", "c2")]
        assert not await event_log.tail(rest[-1].position, limit=10)

    async def test_a_reader_that_follows_eight_writers_misses_nothing(
        self, event_log: EventLog
    ) -> None:
        async def write(writer: int) -> None:
            name = f"c{writer}"
            await event_log.start(started(name))
            for number in range(12):
                await accept(event_log, wrote(f"{name}-{number}", name))
                await event_log.append(ConversationId(name), [rated("r1", name)] * 2)

        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            reader = group.create_task(follow(event_log, count=8 * (1 + 12 * 3)))
            for writer in range(8):
                group.create_task(write(writer))

        seen = reader.result()
        sequences = defaultdict(list)
        for stored in seen:
            sequences[stored.event.conversation_id].append(stored.sequence)
        assert seen == list(await event_log.tail(0, limit=1000))
        assert all(found == list(range(1, 38)) for found in sequences.values())

    async def test_a_message_waits_until_a_reply_names_it(self, event_log: EventLog) -> None:
        await event_log.start(started())
        await accept(event_log, wrote("m1", at=minute(1)))
        await accept(event_log, wrote("m2", at=minute(2)))

        await event_log.append(C1, [replied("r1", "m1"), rated("r1")])
        assert list(await event_log.unanswered(minute(3), limit=10)) == [C1]
        assert not await event_log.unanswered(minute(2), limit=10)

        await event_log.append(C1, [replied("r2", "m2", "unknown")])
        assert not await event_log.unanswered(LATER, limit=10)

    async def test_an_answer_in_another_conversation_ends_no_wait(
        self, event_log: EventLog
    ) -> None:
        await event_log.start(started())
        await event_log.start(started("c2"))
        await accept(event_log, wrote("m1"))

        await event_log.append(ConversationId("c2"), [replied("r1", "m1", conversation="c2")])

        assert list(await event_log.unanswered(LATER, limit=10)) == [C1]

    async def test_what_an_agent_ordered_waits_until_it_is_done_whoever_has_the_conversation(
        self, event_log: EventLog
    ) -> None:
        await event_log.start(started())
        await accept(event_log, wrote("m1"))
        await event_log.append(C1, [handed_off(), claimed("anna"), *ordered("p1")])
        assert list(await event_log.unanswered(LATER, limit=10)) == [C1]

        await event_log.append(C1, [agent_replied("r1", "m1"), released(), resolved()])
        assert list(await event_log.unanswered(LATER, limit=10)) == [C1]

        await event_log.append(C1, [done("p2")])
        assert list(await event_log.unanswered(LATER, limit=10)) == [C1]
        await event_log.append(C1, [done("p1")])
        assert not await event_log.unanswered(LATER, limit=10)

    async def test_what_an_agent_ordered_waits_for_nobody_once_it_is_dropped(
        self, event_log: EventLog
    ) -> None:
        await event_log.start(started())
        await event_log.append(C1, [*ordered("p1"), *ordered("p2")])
        await event_log.append(C1, [not_done("p1"), not_done("p2")])

        assert not await event_log.unanswered(LATER, limit=10)

    async def test_an_order_moves_the_version_as_a_yes_does(self, event_log: EventLog) -> None:
        await event_log.start(started())
        before = (await event_log.read(C1)).version

        await event_log.append(C1, ordered("p1")[1:])

        assert (await event_log.read(C1)).version == before + 1

    async def test_the_longest_wait_comes_first(self, event_log: EventLog) -> None:
        for name, minutes in (("c1", 3), ("c2", 1), ("c3", 2)):
            await event_log.start(started(name))
            await accept(event_log, wrote(f"m-{name}", name, at=minute(minutes)))
        await accept(event_log, wrote("m2", at=minute(0)))

        assert list(await event_log.unanswered(LATER, limit=2)) == ["c1", "c2"]
        assert list(await event_log.unanswered(minute(3), limit=9)) == ["c1", "c2", "c3"]

    async def test_a_reply_is_undelivered_until_the_channel_took_or_rejected_it(
        self, event_log: EventLog
    ) -> None:
        await event_log.start(started())
        first, second, third = await event_log.append(
            C1, [replied(f"r{n}", at=minute(n)) for n in (1, 2, 3)]
        )
        assert list(await event_log.undelivered(minute(3), limit=10)) == [first, second]
        assert list(await event_log.undelivered(LATER, limit=1)) == [first]

        await event_log.append(C1, [delivered("r1"), rejected("r2")])
        assert list(await event_log.undelivered(LATER, limit=10)) == [third]

        await event_log.append(C1, [delivered("r3"), delivered("r3")])
        assert not await event_log.undelivered(LATER, limit=10)

    async def test_replies_of_all_conversations_go_out_oldest_first(
        self, event_log: EventLog
    ) -> None:
        for name, minutes in (("c1", 2), ("c2", 1)):
            await event_log.start(started(name))
            reply = replied(f"r-{name}", conversation=name, at=minute(minutes))
            await event_log.append(ConversationId(name), [reply])

        waiting = await event_log.undelivered(LATER, limit=10)

        assert [e.event.message_id for e in waiting if isinstance(e.event, ReplyWritten)] == [
            "r-c2",
            "r-c1",
        ]

    @pytest.mark.parametrize(
        "text",
        ["", "Où est ma commande ? 👩‍👩‍👧 ﷺ", "a\x00b\x1f\\u0000", '"}\\', "é" * 200_000],
        ids=["empty", "emoji", "control characters", "quotes", "very long"],
    )
    async def test_any_text_is_kept_as_it_was_written(self, event_log: EventLog, text: str) -> None:
        await event_log.start(started())

        await accept(event_log, wrote("m1", text=text))

        assert (await event_log.read(C1, after=1)).events[0].event == wrote("m1", text=text)
