"""Sources are read when it is asked for, and a reading that breaks off is told of."""

import asyncio
import threading
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.app.processes.round_processes import RoundFailedError
from assistant.app.processes.source_round import ScheduledReadings, SourceReadings
from assistant.console.setup.shop_sources import ReadingReport, ShopSources
from assistant.console.setup.source_marks import SourceMarks
from assistant.console.setup.source_schedules import Every, SourceSchedules
from assistant.kit.duty import Duty
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.work_queue import MemoryLeases
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


class TestAScheduledReading:
    async def test_is_asked_for_once_by_one_of_two_processes(
        self, sources: ShopSources, tmp_path: Path
    ) -> None:
        clock, leases = HandClock(), MemoryLeases()
        schedules, marks = SourceSchedules(tmp_path), SourceMarks(tmp_path)
        site = "https://x.example"
        schedules.put(site, every=Every.DAILY, hour=4, weekday=0, now=clock.now())
        reading = Reading(sources, ends="done")
        rounds = [
            ScheduledReadings(
                schedules=schedules,
                marks=marks,
                ask=reading.readings.ask,
                zone=_paris,
                duty=Duty(leases=leases, name="sources.schedule", for_s=60.0),
                clock=clock,
                every_s=0.01,
            )
            for _ in range(2)
        ]
        assert await rounds[0].once() == []

        clock.at += timedelta(days=2)
        running = [asyncio.create_task(one.run(reading.stop)) for one in rounds]

        async def is_asked() -> bool:
            return marks.wanted() == {site} and sources.report().is_running

        await until(is_asked)
        reading.stop.set()
        await asyncio.gather(*running)
        assert await rounds[1].once() == []


async def _paris() -> ZoneInfo:
    return ZoneInfo("Europe/Paris")
