"""Run insights, looks at experiments and work on drafts in their own processes.

So no turn waits for them.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from assistant.app.commands.record_upkeep import watch_audit
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.privacy_holdings import assemble_privacy, assemble_unsent
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.subscriber_announcements import announcement_book
from assistant.desk.privacy.retention import Retention
from assistant.kit.duty import Daily, Duty, pause
from assistant.kit.experiments.experiment import ExperimentState
from assistant.kit.fault_log import report
from assistant.kit.settings.settings import Settings
from assistant.kit.whole_file import write_whole
from integrations.stores.sql.insights.draft_tasks import has_tasks
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook

_DUTY_S = 60.0
_STOP_S = 10.0
_LOOK_EXPERIMENTS_S = 30.0
_HOUR_S = 3600.0


class RoundFailedError(Exception):
    """Say that the process of a round ended with an error; its own log lines say which."""


@dataclass(frozen=True, slots=True)
class FileNote:
    """Keep the time of the last round, in a file beside its results."""

    path: Path

    async def read(self) -> datetime | None:
        try:
            return datetime.fromisoformat(await asyncio.to_thread(self.path.read_text, "ascii"))
        except (FileNotFoundError, ValueError):
            return None

    async def write(self, at: datetime) -> None:
        await asyncio.to_thread(self._write, at.isoformat())

    def _write(self, text: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.path, text.encode())


def assemble_round(settings: Settings, parts: Parts) -> Daily | None:
    """Assemble the daily round of insights; None: the shop runs it itself."""
    if not settings.insights.daily:
        return None
    environment = {"COMPTOIR_DATA_DIR": str(settings.data_dir)}

    async def work(stop: asyncio.Event) -> None:
        await run_apart("insights", environment, stop)

    return Daily(
        name="insights",
        hour=settings.insights.hour,
        duty=Duty(leases=parts.broker.leases, name="insights.round", for_s=_DUTY_S),
        note=FileNote(settings.insights_folder / "last-round"),
        work=work,
        clock=SystemClock(),
    )


async def run_apart(
    role: str, environment: Mapping[str, str], stop: asyncio.Event, *, name: str = ""
) -> None:
    """Run `python -m assistant.app.processes ROLE NAME` to its end, with a low priority.

    Raises:
        RoundFailedError: it failed.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "assistant.app.processes",
        role,
        name,
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
    )
    os.setpriority(os.PRIO_PROCESS, process.pid, 15)
    ended, stopped = asyncio.create_task(process.wait()), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((ended, stopped), return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            process.terminate()
            await asyncio.wait((ended,), timeout=_STOP_S)
    finally:
        stopped.cancel()
        if not ended.done():
            process.kill()
        await ended
    if process.returncode and not stop.is_set():
        msg = f"exit code {process.returncode}"
        raise RoundFailedError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRound:
    """Look for tasks that a process of its own does, in one worker of many."""

    name: str  # for the log

    has_tasks: Callable[[], Awaitable[bool]]
    work: Callable[[asyncio.Event], Awaitable[None]]  # RoundFailedError: it could not be done
    duty: Duty
    every_s: float = 2.0  # an indexed read
    again_s: float = 60.0  # after a process that failed

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop` is set, whenever it is this process's turn."""
        await self.duty.run(stop, self._look, every_s=self.every_s)

    async def _look(self, stop: asyncio.Event) -> None:
        if not await self.has_tasks():
            await pause(stop, self.every_s)
            return
        working = asyncio.ensure_future(self.work(stop))
        try:
            await self.duty.keep_during(working)
            await working
        except RoundFailedError as error:
            report(f"{self.name}.failed", error)
            await pause(stop, min(self.again_s, self.duty.for_s / 2))
        finally:
            working.cancel()


def assemble_page_round(settings: Settings, parts: Parts) -> TaskRound:
    """Assemble the round that has page drafts worked on."""
    environment = {"COMPTOIR_DATA_DIR": str(settings.data_dir)}
    return TaskRound(
        name="pages",
        has_tasks=partial(has_tasks, parts.database),
        work=partial(run_apart, "pages", environment),
        duty=Duty(leases=parts.broker.leases, name="insights.pages", for_s=_DUTY_S),
    )


def assemble_retention(settings: Settings, parts: Parts) -> Retention:
    """Assemble the round that keeps to the retention time, and drops files that were never sent."""
    every_s, key = 3600.0, find_key(settings)
    return Retention(
        privacy=assemble_privacy(parts.database, shop=None, key=key, files=parts.attachments),
        unsent=assemble_unsent(parts.database, parts.attachments),
        duty=Duty(leases=parts.broker.leases, name="retention", for_s=3 * every_s),
        keep_days=settings.retention.days,
        every_s=every_s,
    )


_AUDIT_HOUR = 1  # UTC


def assemble_audit_watch(settings: Settings, parts: Parts) -> Daily:
    """Assemble the nightly look at the audit, whose head is noted and told elsewhere."""
    book = announcement_book(settings, parts.database)

    async def work(stop: asyncio.Event) -> None:
        del stop  # it takes a moment
        await watch_audit(settings, book, at=SystemClock().now())

    return Daily(
        name="audit",
        hour=_AUDIT_HOUR,
        duty=Duty(leases=parts.broker.leases, name="audit.watch", for_s=_DUTY_S),
        note=FileNote(settings.data_dir / "audit.last"),
        work=work,
        clock=SystemClock(),
    )


def assemble_keeping(settings: Settings, parts: Parts) -> tuple[Retention, Daily]:
    """Assemble the duties that say how long conversations are kept, and the audit's."""
    return assemble_retention(settings, parts), assemble_audit_watch(settings, parts)


def assemble_experiment_watch(settings: Settings, parts: Parts) -> TaskRound:
    """Assemble the hourly look, in a process of its own, while an experiment runs."""
    environment = {"COMPTOIR_DATA_DIR": str(settings.data_dir)}
    book = SqlExperimentBook(parts.database)

    async def one_runs() -> bool:
        return bool(await book.all((ExperimentState.RUNNING,)))

    async def work(stop: asyncio.Event) -> None:
        await run_apart("experiments", environment, stop)
        await pause(stop, _HOUR_S)

    return TaskRound(
        name="experiments",
        has_tasks=one_runs,
        work=work,
        duty=Duty(leases=parts.broker.leases, name="experiments.watch", for_s=_DUTY_S),
        every_s=_LOOK_EXPERIMENTS_S,
    )
