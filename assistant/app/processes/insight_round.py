"""The day's round of insights: a process of its own, so that no turn waits for what is counted."""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.app.compose.clock import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.kit.daily import Daily
from assistant.kit.assistant_duty import Duty
from assistant.kit.settings.settings import Settings

_DUTY_S = 60.0
_STOP_S = 10.0


class RoundFailedError(Exception):
    """The round's process ended with an error; its own log lines say which."""


@dataclass(frozen=True, slots=True)
class FileNote:
    """When the last round was, in a file beside what it made."""

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
        new = self.path.with_suffix(".new")
        new.write_text(text, "ascii")
        new.replace(self.path)


def assemble_round(settings: Settings, parts: Parts) -> Daily | None:
    """Put together what builds insights every day; None: the shop runs it itself."""
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


async def run_apart(role: str, environment: Mapping[str, str], stop: asyncio.Event) -> None:
    """Run `python -m assistant.app ROLE` to its end, behind everything else on the machine.

    Raises:
        RoundFailedError: it failed.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "assistant.app",
        role,
        "",
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
