"""Share the options of commands; print results to standard output, all else to standard error."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
)
from rich.progress import TimeRemainingColumn as Remaining
from rich.text import Text

from assistant.kit.settings.settings import Settings, load

P = TypeVar("P")
T = TypeVar("T")


class EngineName(StrEnum):
    """Name the dialogue engines."""

    EMBEDDED = "embedded"
    RASA = "rasa"
    MODEL = "model"


class LanguageName(StrEnum):
    """Name the languages that commands take."""

    FR = "fr"
    EN = "en"


DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Folder with everything Comptoir keeps (COMPTOIR_DATA_DIR; ./data).",
        file_okay=False,
    ),
]
Port = Annotated[
    int | None, typer.Option("--port", min=0, max=65_535, help="Port to listen on (COMPTOIR_PORT).")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print errors only.")]


console = Console(stderr=True, highlight=False, soft_wrap=True)
results = Console(highlight=False, soft_wrap=True)


class SetupLines:
    """Print how far models are that are made: a line for each quarter of each step."""

    def __init__(self) -> None:
        self._said = ""

    def __call__(self, step: str, /, *, done: int, total: int) -> None:
        line = f"Setting up, once: {step}, {4 * done // total * 25} %"
        if line != self._said:
            console.print(line)
            self._said = line


def fail(message: str, *, leave: bool = True) -> None:
    """Print an error message and end with exit code 2, or go on if `leave` is false."""
    console.print(f"[bold red]Error:[/] {escape(message)}", soft_wrap=True)
    if leave:
        _leave()


def _leave() -> NoReturn:
    sys.exit(2)


def run_with(opening: AbstractAsyncContextManager[P], work: Callable[[P], Awaitable[T]]) -> T:
    """Run `work` on a part that is open meanwhile."""

    async def run() -> T:
        async with opening as part:
            return await work(part)

    return asyncio.run(run())


def print_key(name: str, key: str, *, setting: str, listed: str) -> None:
    """Print a key once, and the setting that holds its digest."""
    console.print(f"The key of {name}, which is shown this once:")
    results.print(key, markup=False)
    console.print("Set this where the API runs, and start it again:")
    results.print(f"{setting}='{listed}'", markup=False)


class _Rate(ProgressColumn):
    """Show the items of each second."""

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


@contextmanager
def stages() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar for each stage that is told of: its name, how much is done, of how much."""
    with progress() as bars:
        tasks: dict[str, TaskID] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done)

        yield tell


def load_in_force(**overrides: object) -> Settings:
    """Return the settings in force: those of people, too, where the database has some.

    Raises:
        SettingError, pydantic.ValidationError: see `assistant.kit.settings.settings.load`.
        LogUnavailableError: no database answers.
    """
    from assistant.app.compose.services.stored_settings import read_in_force  # noqa: PLC0415  # help must be quick

    return asyncio.run(read_in_force(load(**overrides)))
