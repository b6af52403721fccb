import asyncio
import sys
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector
from structlog.testing import capture_logs

from assistant.app.processes.metrics_server import forget_process
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
    async def test_leaves_nothing_that_it_said_of_the_present_in_the_metrics(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
        program = (
            "from assistant.kit.telemetry.metrics import BREAKERS, SWEPT\n"
            "BREAKERS.labels('redis').set(1), SWEPT.inc()"
        )
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", program)
        await process.wait()
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        open_before = registry.get_sample_value("comptoir_breaker_open", {"endpoint": "redis"})

        forget_process(process.pid)

        assert open_before == 1.0
        assert registry.get_sample_value("comptoir_breaker_open", {"endpoint": "redis"}) is None
        assert registry.get_sample_value("comptoir_swept_total") == 1.0

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
