"""What commands print: results to standard output, everything else to standard error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
from rich.progress import TimeRemainingColumn as Remaining
from rich.text import Text

console = Console(stderr=True, highlight=False, soft_wrap=True)
results = Console(highlight=False, soft_wrap=True)


def fail(message: str, *, leave: bool = True) -> None:
    """Print what went wrong and end with exit code 2, or go on if `leave` is false."""
    console.print(f"[bold red]Error:[/] {escape(message)}", soft_wrap=True)
    if leave:
        _leave()


def _leave() -> NoReturn:
    sys.exit(2)


class _Rate(ProgressColumn):
    """Items a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "", style="cyan")


@contextmanager
def progress() -> Iterator[Progress]:
    """Show progress bars on a terminal and single lines elsewhere."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        Remaining(),
        console=console,
        disable=not console.is_terminal,
    ) as bars:
        yield bars
