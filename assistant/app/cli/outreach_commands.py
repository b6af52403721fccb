"""Show and turn the messages that the shop writes first: `comptoir outreach`."""

import asyncio
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.app.cli.terminal import DataDir, console, fail
from assistant.kit.settings.settings import load

NAME = "outreach"

commands = typer.Typer(help="The messages that the shop writes first.", no_args_is_help=True)


class Turned(StrEnum):
    """Name the two positions of a switch."""

    ON = "on"
    OFF = "off"


@commands.command(name="list")
def show(data_dir: DataDir = None) -> None:
    """Print each message with its switch and its counts."""
    from assistant.app.commands.outreach_administration import read_states  # noqa: PLC0415  # help must be quick

    for one in asyncio.run(read_states(load(data_dir=data_dir))):
        counts = ", ".join(f"{state} {count}" for state, count in one.counts.items() if count)
        position = "on" if one.switch.is_on else "off"
        sys.stdout.write(
            f"{one.switch.trigger}: {position}, {one.switch.holdout:.0%} held out"
            f"{f'; {counts}' if counts else ''}\n"
        )


@commands.command(name="turn")
def turn_message(
    name: Annotated[str, typer.Argument(help="As list prints it.", metavar="TRIGGER")],
    to: Annotated[Turned, typer.Argument(metavar="on|off")],
    holdout: Annotated[
        int, typer.Option("--holdout", min=0, max=50, help="Percent that are left alone.")
    ] = 10,
    data_dir: DataDir = None,
) -> None:
    """Turn a message on or off, in every process at once."""
    from assistant.app.commands.outreach_administration import turn  # noqa: PLC0415  # help must be quick
    from assistant.outreach.triggers.trigger import TriggerName  # noqa: PLC0415  # the same

    if name not in set(TriggerName):
        fail(f"there is no message {name}: {', '.join(TriggerName)}")
    is_on = to is Turned.ON
    settings = load(data_dir=data_dir)
    asyncio.run(turn(settings, TriggerName(name), is_on=is_on, holdout=holdout / 100))
    console.print(f"{name} is {to}.")


@commands.command(name="consents")
def import_consents(
    file: Annotated[
        Path,
        typer.Argument(
            help="A CSV file: phone, purpose, channel, given_at, confirmed_at, source, "
            "text_version, proof.",
            exists=True,
            dir_okay=False,
        ),
    ],
    data_dir: DataDir = None,
) -> None:
    """Import consents that were given elsewhere; each bad row is told, with its line."""
    from assistant.app.commands import outreach_administration  # noqa: PLC0415  # help must be quick
    from assistant.kit.table_file import TableFileError  # noqa: PLC0415  # the same

    try:
        data = file.read_bytes()
        done = asyncio.run(outreach_administration.import_consents(load(data_dir=data_dir), data))
    except TableFileError as error:
        fail(f"{file}: {_FILE_FAULTS[error.word]}")
    read = done.file
    for one in read.faults:
        sys.stdout.write(f"line {one.line}: {_FAULTS[one.fault]}\n")
    sys.stdout.write(
        f"{read.good} new, {read.repeated + read.known} known already, {read.stopped} stopped, "
        f"{read.bad} not taken; {done.taken} are in their conversation, others wait until it "
        "begins\n"
    )
    if read.bad:
        raise typer.Exit(1)


_FILE_FAULTS = {
    "columns": "the columns phone, purpose, channel, given_at, source, text_version and proof "
    "have to be there",
    "empty": "there is nothing in it",
    "encoding": "it is not in UTF-8: save it so, and import it again",
    "spreadsheet": "it is a spreadsheet: save it as CSV in UTF-8, and import that",
    "too_large": "it is too large: split it",
    "too_many": "it has more than 100,000 rows: split it",
}
_FAULTS = {
    "unreadable": "the row cannot be read: a field is too long, or a quotation mark is not closed",
    "email": "a consent to e-mails does not cover WhatsApp: ask the customer again",
    "phone": "phone is no telephone number with its country's code: write +33612345678 or "
    "0033612345678, not 0612345678",
    "purpose": "purpose is service or marketing",
    "channel": "channel is whatsapp",
    "given_at": "given_at is a day or a time in the past, such as 2026-05-31",
    "confirmed_at": "confirmed_at is the time of the second yes, which marketing needs",
    "proof": "source, text_version and proof have to be there, with 500 characters at most",
}


@commands.command(name="templates")
def print_templates() -> None:
    """Print the templates to have approved by WhatsApp, as JSON."""
    from assistant.app.commands.outreach_administration import templates  # noqa: PLC0415  # help must be quick

    sys.stdout.write(json.dumps(templates(), ensure_ascii=False, indent=2) + "\n")
