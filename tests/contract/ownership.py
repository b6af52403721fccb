"""Whom messages wait for, in every `EventLog`; inherited beside `EventLogContract`."""

import random
from collections.abc import Sequence

import pytest

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent, CustomerWrote
from assistant.conversation.ids import ConversationId
from assistant.ports import EventLog, VersionConflictError
from tests.support.seeds.conversation_events import LATER, WIDGET, replied, started, wrote
from tests.support.seeds.people_events import (
    agent_replied,
    assigned,
    claimed,
    handed_off,
    merged,
    released,
    reopened,
    resolved,
    snoozed,
)

C1 = ConversationId("c1")


async def accept(log: EventLog, event: CustomerWrote) -> None:
    await log.accept(event, account_id=WIDGET, provider_message_id=event.message_id)


async def waits_for_the_assistant(log: EventLog) -> bool:
    return list(await log.unanswered(LATER, limit=10)) == [C1]


class OwnershipContract:
    @pytest.fixture
    def event_log(self) -> EventLog:
        raise NotImplementedError

    async def test_what_a_person_has_waits_for_no_worker(self, event_log: EventLog) -> None:
        await event_log.start(started())
        await accept(event_log, wrote("m1"))
        assert await waits_for_the_assistant(event_log)

        await event_log.append(C1, [handed_off("m1"), claimed("anna")])
        assert not await waits_for_the_assistant(event_log)

        await accept(event_log, wrote("m2"))
        assert not await waits_for_the_assistant(event_log)

    async def test_what_comes_before_a_person_accepts_waits_for_a_worker(
        self, event_log: EventLog
    ) -> None:
        await event_log.start(started())
        await accept(event_log, wrote("m1"))
        await event_log.append(C1, [handed_off("m1")])
        assert not await waits_for_the_assistant(event_log)

        await accept(event_log, wrote("m2"))
        assert await waits_for_the_assistant(event_log)

        await event_log.append(C1, [handed_off("m2")])
        assert not await waits_for_the_assistant(event_log)

        await accept(event_log, wrote("m3"))
        await event_log.append(C1, [claimed("anna")])
        assert not await waits_for_the_assistant(event_log)

    async def test_what_is_released_waits_for_a_worker_again(self, event_log: EventLog) -> None:
        await event_log.start(started())
        await accept(event_log, wrote("m1"))
        await accept(event_log, wrote("m2"))
        await event_log.append(C1, [claimed("anna")])

        await event_log.append(C1, [released("m1")])

        assert await waits_for_the_assistant(event_log)
        await event_log.append(C1, [replied("r1", "m2")])
        assert not await waits_for_the_assistant(event_log)

    async def test_a_message_to_what_was_resolved_waits_for_a_worker(
        self, event_log: EventLog
    ) -> None:
        await event_log.start(started())
        await event_log.append(C1, [claimed("anna"), resolved()])

        await accept(event_log, wrote("m1"))

        assert await waits_for_the_assistant(event_log)

    @pytest.mark.parametrize(
        "change", [claimed("anna"), released(), resolved(), assigned("ben"), handed_off()]
    )
    async def test_a_reply_from_before_a_change_of_hands_is_refused(
        self, event_log: EventLog, change: ConversationEvent
    ) -> None:
        await event_log.start(started())
        await accept(event_log, wrote("m1"))
        version = (await event_log.read(C1)).version

        await event_log.append(C1, [change])

        with pytest.raises(VersionConflictError):
            await event_log.append(C1, [replied("r1", "m1")], expected_version=version)

    @pytest.mark.parametrize("seed", range(12))
    async def test_the_log_and_the_fold_agree_on_whose_it_is(
        self, event_log: EventLog, seed: int
    ) -> None:
        chance = random.Random(seed)  # noqa: S311 - the same every time
        await event_log.start(started())
        for number in range(25):
            step = chance.choice(_STEPS)
            if step == "wrote":
                await accept(event_log, wrote(f"m{number}"))
            else:
                await event_log.append(C1, _events(step, number, await unanswered(event_log)))
            state = await fold(event_log)
            assert await waits_for_the_assistant(event_log) is bool(state.to_answer)


_STEPS = (
    "wrote",
    "wrote",
    "wrote",
    "handed_off",
    "handed_off",
    "queued",
    "assigned",
    "claimed",
    "released",
    "snoozed",
    "resolved",
    "reopened",
    "merged",
    "agent_replied",
    "replied_and_resolved",
)


def _events(step: str, number: int, waiting: Sequence[str]) -> list[ConversationEvent]:
    first = waiting[:1]
    made: dict[str, list[ConversationEvent]] = {
        "handed_off": [handed_off(*waiting)],
        "queued": [assigned(None)],
        "assigned": [assigned("ben")],
        "claimed": [claimed("anna")],
        "released": [released(*first)],
        "snoozed": [snoozed()],
        "resolved": [resolved(*first)],
        "reopened": [reopened("anna")],
        "merged": [merged("c2", *waiting)],
        "agent_replied": [agent_replied(f"r{number}", *first)],
        "replied_and_resolved": [agent_replied(f"r{number}", *waiting), resolved()],
    }
    return made[step]


async def fold(log: EventLog) -> Conversation:
    return Conversation.fold(C1, (stored.event for stored in (await log.read(C1)).events))


async def unanswered(log: EventLog) -> list[str]:
    return [wrote.message_id for wrote in (await fold(log)).unanswered]
