"""What is to be done with page drafts is done by a process of its own, when there is something."""

import asyncio

from assistant.app.processes.round_processes import RoundFailedError, TaskRound
from assistant.kit.duty import Duty
from tests.support.memory.work_queue import MemoryLeases


class Tasks:
    """Tasks that wait, and processes that did them."""

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        self.started = 0
        self.fails = 0
        self.idle = asyncio.Event()

    async def has_tasks(self) -> bool:
        if not self.waiting:
            self.idle.set()
        return self.waiting > 0

    async def work(self, stop: asyncio.Event) -> None:
        del stop
        self.started += 1
        if self.fails:
            self.fails -= 1
            msg = "exit code 2"
            raise RoundFailedError(msg)
        self.waiting -= 1


async def go(tasks: Tasks, workers: int = 1) -> None:
    """Run workers until nothing waits any more."""
    leases, stop = MemoryLeases(), asyncio.Event()
    rounds = [
        TaskRound(
            name="pages",
            has_tasks=tasks.has_tasks,
            duty=Duty(leases=leases, name="pages", for_s=30),
            work=tasks.work,
            every_s=0.01,
            again_s=0.01,
        )
        for _ in range(workers)
    ]
    async with asyncio.TaskGroup() as group:
        for one in rounds:
            group.create_task(one.run(stop))
        async with asyncio.timeout(5):
            await tasks.idle.wait()
        stop.set()


class TestATask:
    async def test_has_a_process_started_by_one_worker_of_many(self) -> None:
        tasks = Tasks(waiting=1)

        await go(tasks, workers=3)

        assert tasks.started == 1

    async def test_is_tried_again_where_its_process_failed(self) -> None:
        tasks = Tasks(waiting=1)
        tasks.fails = 2

        await go(tasks)

        assert tasks.started == 3

    async def test_starts_nothing_where_there_is_none(self) -> None:
        tasks = Tasks(waiting=0)

        await go(tasks)

        assert tasks.started == 0
