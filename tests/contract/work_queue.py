"""What every `WorkQueue` does.

Inherit `WorkQueueContract` and override `queue` and `other`, two workers at one queue.
"""

import asyncio
from dataclasses import replace

import pytest

from assistant.conversation.ids import ConversationId
from assistant.ports import Work, WorkQueue
from tests.support.patience import until

C1, C2, C3 = ConversationId("c1"), ConversationId("c2"), ConversationId("c3")


async def take(queue: WorkQueue) -> Work:
    """Take what is there."""
    work = await queue.take(wait_s=5.0)
    assert work is not None
    return work


class WorkQueueContract:
    @pytest.fixture
    def queue(self) -> WorkQueue:
        raise NotImplementedError

    @pytest.fixture
    def other(self) -> WorkQueue:
        raise NotImplementedError

    async def test_work_comes_in_the_order_it_was_put(self, queue: WorkQueue) -> None:
        for conversation_id in (C2, C1, C3):
            await queue.put(conversation_id)

        taken = [await take(queue) for _ in range(3)]

        assert [w.conversation_id for w in taken] == [C2, C1, C3]
        assert [w.deliveries for w in taken] == [1, 1, 1]

    async def test_work_is_given_to_one_worker(self, queue: WorkQueue, other: WorkQueue) -> None:
        await queue.put(C1)

        await take(queue)

        assert await other.take(wait_s=0.01) is None

    async def test_who_waits_is_given_work_as_it_comes(
        self, queue: WorkQueue, other: WorkQueue
    ) -> None:
        waiting = asyncio.create_task(take(queue))
        await asyncio.sleep(0)

        await other.put(C1)

        assert (await waiting).conversation_id == C1

    async def test_taking_from_an_empty_queue_gives_nothing(self, queue: WorkQueue) -> None:
        assert await queue.take(wait_s=0.01) is None

    async def test_a_conversation_put_twice_is_given_twice(self, queue: WorkQueue) -> None:
        await queue.put(C1)
        await queue.put(C1)

        assert (await take(queue)).work_id != (await take(queue)).work_id

    async def test_idle_work_is_reclaimed_and_its_deliveries_counted(
        self, queue: WorkQueue, other: WorkQueue
    ) -> None:
        await queue.put(C1)
        work = await take(queue)

        second = await other.reclaim(idle_s=0)
        third = await queue.reclaim(idle_s=0)

        assert second is not None
        assert third is not None
        assert (second.work_id, second.conversation_id, second.deliveries) == (work.work_id, C1, 2)
        assert third.deliveries == 3

    async def test_work_in_hand_is_not_reclaimed(self, queue: WorkQueue, other: WorkQueue) -> None:
        await queue.put(C1)
        await take(queue)

        assert await other.reclaim(idle_s=60) is None

    async def test_fresh_work_is_not_reclaimed(self, queue: WorkQueue) -> None:
        await queue.put(C1)

        assert await queue.reclaim(idle_s=0) is None

    async def test_the_idle_one_is_found_behind_many_in_hand(
        self, queue: WorkQueue, other: WorkQueue
    ) -> None:
        for number in range(30):
            await queue.put(ConversationId(f"c{number}"))
        *in_hand, abandoned = [await take(queue) for _ in range(30)]

        async def is_reclaimed() -> object:
            for work in in_hand:
                await queue.keep(work)
            return await other.reclaim(idle_s=0.05) == replace(abandoned, deliveries=2)

        await until(is_reclaimed)

    async def test_acknowledged_work_is_gone(self, queue: WorkQueue, other: WorkQueue) -> None:
        await queue.put(C1)
        work = await take(queue)

        await queue.ack(work)
        await queue.ack(work)

        assert await other.reclaim(idle_s=0) is None
        assert await queue.outstanding() == frozenset()

    async def test_keeping_work_that_another_has_takes_nothing_back(
        self, queue: WorkQueue, other: WorkQueue
    ) -> None:
        await queue.put(C1)
        lost = await take(queue)
        await other.reclaim(idle_s=0)

        await queue.keep(lost)

        again = await queue.reclaim(idle_s=0)
        assert again is not None
        assert again.deliveries == 3

    async def test_keeping_work_counts_no_delivery(
        self, queue: WorkQueue, other: WorkQueue
    ) -> None:
        await queue.put(C1)
        await queue.keep(await take(queue))

        again = await other.reclaim(idle_s=0)

        assert again is not None
        assert again.deliveries == 2

    async def test_the_backlog_is_what_nobody_was_given_yet(self, queue: WorkQueue) -> None:
        assert (await queue.backlog()).age_s == 0.0
        for conversation_id in (C1, C2, C3):
            await queue.put(conversation_id)
        await queue.ack(await take(queue))
        await take(queue)

        async def has_waited() -> bool:
            return (await queue.backlog()).age_s > 0.02

        await until(has_waited)
        backlog = await queue.backlog()
        assert (backlog.waiting, backlog.in_hand) == (1, 1)
        await take(queue)
        after = await queue.backlog()
        assert (after.waiting, after.in_hand) == (0, 2)
        assert (after.added, after.age_s) == (backlog.added, 0.0)

    async def test_outstanding_is_what_waits_and_what_is_in_hand(self, queue: WorkQueue) -> None:
        for conversation_id in (C1, C2, C3):
            await queue.put(conversation_id)
        done = await take(queue)
        await queue.ack(done)
        await take(queue)

        assert await queue.outstanding() == {C1, C2, C3} - {done.conversation_id}

    async def test_nothing_is_outstanding_at_first(self, queue: WorkQueue) -> None:
        assert await queue.outstanding() == frozenset()
        assert await queue.reclaim(idle_s=0) is None
