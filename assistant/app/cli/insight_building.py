"""A build of insights on the command line, with a bar for what is being done."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Protocol, TextIO, TypeVar

from rich.progress import TaskID

from assistant.app.cli.output import progress
from assistant.kit.settings.settings import Settings

if TYPE_CHECKING:
    from assistant.app.commands.insight_report import BuildReport

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much; 0: nobody knows."""


class WritableReport(Protocol):
    """What a build came to."""

    def write(self, to: TextIO, *, as_json: bool) -> None: ...


R = TypeVar("R", bound=WritableReport)


def watched(work: Callable[[Progress], Coroutine[None, None, R]]) -> R:
    """Do `work` to its end, and show how far it is."""
    with progress() as bars:
        tasks: dict[str, TaskID] = {}

        def told(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(_STAGE_LABELS[what], total=None)
            bars.update(tasks[what], completed=done, total=of or None)

        return asyncio.run(work(told))


_STAGE_LABELS = {
    "events": "Looking for what is new",
    "topics": "Looking for topics",
    "rows": "Reading what was said",
    "merging": "Writing",
    "findings": "Finding",
}


async def build_all(settings: Settings, told: Progress, *, anew: bool = False) -> "BuildReport":
    """Do the day's round: build, find, and tell whom it concerns."""
    from assistant.app.commands.insight_report import BuildReport  # noqa: PLC0415  # help must be quick
    from assistant.app.processes.insight_round_work import do_round  # noqa: PLC0415

    return BuildReport(learned=await do_round(settings, anew=anew, progress=told))
