import asyncio

from structlog.testing import capture_logs

from assistant.app.supervise import keep_workers
from tests.infra.waiting import until

ENDS_AT_ONCE = {"COMPTOIR_PROT": "a misspelt setting"}


class TestAWorkerThatEnds:
    async def test_is_started_again_until_the_stop(self) -> None:
        stop = asyncio.Event()
        with capture_logs() as lines:
            keeping = asyncio.create_task(keep_workers(1, ENDS_AT_ONCE, stop))

            async def ended_twice() -> bool:
                return len(lines) == 2

            await until(ended_twice, within_s=60, every_s=0.02)
            stop.set()
            await keeping

        assert [(line["event"], line["code"]) for line in lines] == [("worker.ended", 2)] * 2

    async def test_is_not_started_once_all_is_over(self) -> None:
        stop = asyncio.Event()
        stop.set()

        with capture_logs() as lines:
            await keep_workers(3, ENDS_AT_ONCE, stop)

        assert lines == []
