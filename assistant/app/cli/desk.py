"""`comptoir desk`: what keeps the desk's lists."""

import asyncio

import typer

from assistant.app.cli.options import DataDir
from assistant.app.cli.output import console, progress
from assistant.kit.settings.settings import load

DESK = "desk"

desk_commands = typer.Typer(help="Look after the lists of conversations.", no_args_is_help=True)


@desk_commands.callback()
def desk_group() -> None:
    """Look after the lists of conversations."""


@desk_commands.command()
def rebuild(data_dir: DataDir = None) -> None:
    """Make all lists, searches and statistics again from the event log.

    Conversations themselves are not touched. Comptoir may run meanwhile: lists show what is taken
    in so far, and what agents do is shown at once.
    """
    from assistant.app.commands.desk_lists import rebuild_lists as make_again  # noqa: PLC0415  # help must be quick
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415

    configure(human=True)
    settings = load(data_dir=data_dir)
    with progress() as bars:
        task = bars.add_task("Reading the log", total=None)
        events = asyncio.run(
            make_again(
                settings,
                progress=lambda done, last: bars.update(task, completed=done, total=last),
            )
        )
    console.print(f"{events:,} events read; the lists are as the log says.")
