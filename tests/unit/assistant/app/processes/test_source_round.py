"""Sources are read when it is asked for, and a reading that breaks off is told of."""

import asyncio
import threading
from pathlib import Path

import pytest

from assistant.app.processes.round_processes import RoundFailedError
from assistant.app.processes.source_round import SourceReadings
from assistant.console.setup.shop_sources import ReadingReport, ShopSources
from tests.support.patience import until


class Reading:
    """A process that reads: it ends as it is told to."""

    def __init__(self, sources: ShopSources, *, ends: str) -> None:
        self.sources, self.ends = sources, ends
        self.asked = 0
        self.stop = asyncio.Event()
        self.readings = SourceReadings(sources, self.work)

    async def work(self, stop: asyncio.Event) -> None:
        del stop
        self.asked += 1
        if self.ends == "killed":
            msg = "exit code -9"
            raise RoundFailedError(msg)
        self.sources.tell(ReadingReport(state=self.ends))

    async def is_told(self) -> bool:
        return not self.sources.report().is_running


@pytest.fixture
def sources(tmp_path: Path) -> ShopSources:
    return ShopSources(tmp_path)


class TestAReading:
    @pytest.mark.parametrize(("ends", "told"), [("killed", "failed"), ("done", "done")])
    async def test_is_told_of_as_it_ended(self, sources: ShopSources, ends: str, told: str) -> None:
        reading = Reading(sources, ends=ends)
        running = asyncio.create_task(reading.readings.run(reading.stop))
        await reading.readings.ask()

        await until(reading.is_told)

        reading.stop.set()
        await running
        assert reading.asked == 1
        assert sources.report().state == told

    async def test_that_an_earlier_process_did_not_end_is_told_of(
        self, sources: ShopSources
    ) -> None:
        sources.tell(ReadingReport(state="asking", products=2))
        reading = Reading(sources, ends="done")
        running = asyncio.create_task(reading.readings.run(reading.stop))

        await until(reading.is_told)

        reading.stop.set()
        await running
        assert (sources.report().state, reading.asked) == ("failed", 0)

    async def test_is_asked_for_off_the_loop(
        self, sources: ShopSources, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        threads: list[threading.Thread] = []
        monkeypatch.setattr(
            ShopSources, "tell", lambda *_: threads.append(threading.current_thread())
        )

        await Reading(sources, ends="done").readings.ask()

        assert threading.main_thread() not in threads
