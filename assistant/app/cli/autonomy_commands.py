"""Show and set the autonomy table: `comptoir autonomy`."""

import asyncio
import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.app.cli.terminal import DataDir, console
from assistant.kit.settings.settings import load

NAME = "autonomy"

commands = typer.Typer(help="Show or change what the assistant does alone.", no_args_is_help=True)


@commands.command()
def show(data_dir: DataDir = None) -> None:
    """Print the table in force, as a file that `set` takes."""
    from assistant.app.commands.autonomy_administration import show_table  # noqa: PLC0415  # help must be quick

    sys.stdout.write(asyncio.run(show_table(load(data_dir=data_dir))))


@commands.command(name="set")
def put(
    file: Annotated[Path, typer.Argument(help="The whole table, as YAML.", metavar="FILE")],
    note: Annotated[str, typer.Option("--note", help="Why, for the history.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who; the name you are logged in with.")] = "",
    version: Annotated[
        int | None,
        typer.Option("--version", min=0, help="Refuse if another than this one is in force."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Put a table in force, at once and in every process; one with a mistake changes nothing."""
    from assistant.app.commands.autonomy_administration import put_table  # noqa: PLC0415  # help must be quick

    settings = load(data_dir=data_dir)
    put_ = put_table(settings, file, by=by or getpass.getuser(), note=note, version=version)
    console.print(f"Version {asyncio.run(put_)} is in force.")


@commands.command()
def history(
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many.")] = 20,
    data_dir: DataDir = None,
) -> None:
    """Print every version of the table, newest first: its author, time and reason."""
    from assistant.app.commands.autonomy_administration import list_tables  # noqa: PLC0415  # help must be quick

    for line in asyncio.run(list_tables(load(data_dir=data_dir), limit=limit)):
        sys.stdout.write(f"{line}\n")
