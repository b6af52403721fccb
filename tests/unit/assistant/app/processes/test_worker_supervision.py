import asyncio

import pytest
from structlog.testing import capture_logs

from assistant.app.processes.worker_supervision import WorkerEndedError, keep_workers
from tests.support.patience import until

ENDS_AT_ONCE = {"COMPTOIR_PROT": "a misspelt setting"}


async def keep(
    count: int, stop: asyncio.Event, released: list[str], must_start: asyncio.Event | None = None
) -> None:
    """Keep workers that end at once; note which were released."""

    async def release(name: str) -> None:
        released.append(name)

    await keep_workers(
        count, ENDS_AT_ONCE, stop, release=release, must_start=must_start or asyncio.Event()
    )


class TestAWorkerThatEnds:
    async def test_is_started_again_until_the_stop(self) -> None:
        stop, released = asyncio.Event(), list[str]()
        with capture_logs() as lines:
            keeping = asyncio.create_task(keep(1, stop, released))

            async def ended_twice() -> bool:
                return len(lines) == 2

            await until(ended_twice, within_s=60, every_s=0.02)
            stop.set()
            await keeping

        assert [(line["event"], line["code"]) for line in lines] == [("worker.ended", 2)] * 2
        assert len(set(released)) >= 1  # by its name, which no other worker has

    async def test_ends_everything_where_all_must_start(self) -> None:
        must_start = asyncio.Event()
        must_start.set()

        with capture_logs(), pytest.raises(ExceptionGroup) as raised:
            await keep(1, asyncio.Event(), [], must_start)

        assert raised.group_contains(WorkerEndedError, match="ended with code 2")

    async def test_is_not_started_once_all_is_over(self) -> None:
        stop = asyncio.Event()
        stop.set()

        with capture_logs() as lines:
            await keep(3, stop, [])

        assert lines == []
