"""`comptoir insights`: what conversations teach the shop."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import TaskID

from assistant.cli import insight_imports
from assistant.cli.options import DataDir, Json
from assistant.cli.output import progress
from assistant.settings import Settings, load

if TYPE_CHECKING:
    from assistant.app.insight_report import BuildReport, FileReport

Progress = Callable[[str, int, int], None]

NAME = "insights"

commands = typer.Typer(help="Hear what conversations teach the shop.", no_args_is_help=True)


@commands.callback()
def group() -> None:
    """Hear what conversations teach the shop."""


commands.command(name="import")(insight_imports.take_in)
commands.command(name="imports")(insight_imports.show)
commands.command(name="forget")(insight_imports.forget)


@commands.command()
def build(
    messages: Annotated[
        Path | None,
        typer.Option(
            "--messages",
            help='Look at this file alone: lines {"id", "text", "lang"?, "product"?, "rating"?,'
            ' "at"?, "customer"?}. Nothing of it is kept.',
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    per_message: Annotated[  # noqa: FBT002  # an option
        bool, typer.Option("--per-message", help="With --messages: print each one's aspects, too.")
    ] = False,
    anew: Annotated[  # noqa: FBT002  # the same
        bool, typer.Option("--anew", help="Read everything again, not only what is new.")
    ] = False,
    data_dir: DataDir = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """Take in what was said since the last build, and find what it shows.

    It may run while Comptoir does; run it once a day. With --json the first line is the summary,
    and with --per-message one line follows for each message.
    """
    from assistant.app.logs import configure  # noqa: PLC0415  # help must be quick

    if per_message and messages is None:
        msg = "--per-message goes with --messages"
        raise typer.BadParameter(msg)
    configure(human=True)
    settings = load(data_dir=data_dir)
    with progress() as bars:
        tasks: dict[str, TaskID] = {}

        def told(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(_SAID[what], total=None)
            bars.update(tasks[what], completed=done, total=of or None)

        looking: Coroutine[None, None, BuildReport | FileReport] = (
            _look_at(settings, messages, each=per_message, told=told)
            if messages is not None
            else _build(settings, anew=anew, told=told)
        )
        report = asyncio.run(looking)
    report.write(sys.stdout, as_json=json)


_SAID = {
    "events": "Looking for what is new",
    "topics": "Looking for topics",
    "rows": "Reading what was said",
    "merging": "Writing",
    "findings": "Finding",
}


async def _look_at(
    settings: Settings, messages: Path, *, each: bool, told: Progress
) -> "FileReport":
    from assistant.app.insight_file import look_at  # noqa: PLC0415  # help must be quick

    return await look_at(settings, messages, each=each, language="fr", progress=told)


async def _build(settings: Settings, *, anew: bool, told: Progress) -> "BuildReport":
    from assistant.app.insight_report import BuildReport  # noqa: PLC0415  # the same
    from assistant.app.insight_rounds import read_sales  # noqa: PLC0415
    from assistant.app.insights import open_learning  # noqa: PLC0415

    await read_sales(settings)

    async with open_learning(settings) as learning:
        return BuildReport(learned=await learning.learn(anew=anew, progress=told))
