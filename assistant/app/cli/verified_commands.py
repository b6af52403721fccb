"""Export and import the verified answers: `comptoir verified`."""

import asyncio
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from assistant.app.cli.terminal import DataDir, console, fail
from assistant.kit.settings.settings import load

if TYPE_CHECKING:
    from assistant.conversation.message import Language

NAME = "verified"

commands = typer.Typer(help="The verified answers, as one CSV file.", no_args_is_help=True)


class ToldIn(StrEnum):
    """Name the languages in which a file is told about."""

    EN = "en"
    FR = "fr"


@commands.command(name="export")
def write_file(data_dir: DataDir = None) -> None:
    """Print the newest version of each verified answer, as CSV."""
    from assistant.app.commands.verified_administration import export_answers  # noqa: PLC0415  # help must be quick

    sys.stdout.write(asyncio.run(export_answers(load(data_dir=data_dir))))


@commands.command(name="import")
def read_file(
    file: Annotated[
        Path,
        typer.Argument(help="As export prints it.", metavar="FILE", exists=True, dir_okay=False),
    ],
    language: Annotated[
        ToldIn, typer.Option("--language", help="In which rows that are not read are told.")
    ] = ToldIn.EN,
    data_dir: DataDir = None,
) -> None:
    """Save the answers of a file as not yet live; the exit code is 1 if a row is not read."""
    from assistant.app.commands.verified_administration import import_answers  # noqa: PLC0415  # help must be quick
    from assistant.console.verified.verified_texts import say  # noqa: PLC0415  # the same
    from assistant.kit.table_file import TableFileError  # noqa: PLC0415  # the same

    told_in: Language = language.value
    try:
        told = asyncio.run(import_answers(load(data_dir=data_dir), file.read_bytes()))
    except TableFileError as error:
        fail(say(f"sheet.{error.word}", told_in, row=error.row))
    for one in told.faults:
        where = say("sheet.row", told_in, row=one.row, column=one.column)
        why = say(f"fault.{one.fault}", told_in)
        other = one.other.question(told_in) if one.other else ""
        console.print(f"[yellow]{escape(where)}[/] {escape(f'{why} {other}'.strip())}")
    counts = {"added": told.added, "changed": told.changed, "same": told.same}
    console.print(say("sheet.taken", told_in, **counts))
    raise typer.Exit(1 if told.faults else 0)
