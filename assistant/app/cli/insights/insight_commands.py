"""Build insights, and register the other commands of `comptoir insights`."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.app.cli.insights import insight_import_commands
from assistant.app.cli.insights.insight_import_commands import Progress, build_all, watched
from assistant.app.cli.terminal import DataDir, Json, load_in_force
from assistant.kit.settings.settings import Settings

if TYPE_CHECKING:
    from assistant.app.commands.insight_report import FileReport

NAME = "insights"

commands = typer.Typer(help="Hear what conversations teach the shop.", no_args_is_help=True)


@commands.callback()
def group() -> None:
    """Build insights, and import the texts behind them; people settle them in the console."""


commands.command(name="import")(insight_import_commands.import_texts)
commands.command(name="imports")(insight_import_commands.list_imports)
commands.command(name="forget")(insight_import_commands.forget_imports)
commands.command(name="demo")(insight_import_commands.demo)


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
    """Build insights from all messages and sales since the last build, and announce them.

    It may run while Comptoir does; run it once a day where COMPTOIR_INSIGHTS__DAILY is false: it
    tells subscribers and puts the week's digest, too. With --json the first line is the summary,
    and with --per-message one line follows for each message.
    """
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # help must be quick

    if per_message and messages is None:
        msg = "--per-message goes with --messages"
        raise typer.BadParameter(msg)
    configure(human=True)
    settings = load_in_force(data_dir=data_dir)
    looking = (
        partial(_look_at, settings, messages, each=per_message)
        if messages is not None
        else partial(build_all, settings, anew=anew)
    )
    watched(looking).write(sys.stdout, as_json=json)


async def _look_at(
    settings: Settings, messages: Path, told: Progress, *, each: bool
) -> "FileReport":
    from assistant.app.commands.insight_file import look_at  # noqa: PLC0415  # help must be quick

    return await look_at(settings, messages, each=each, language="fr", progress=told)
