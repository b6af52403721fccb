"""Show and turn the messages that the shop writes first: `comptoir outreach`."""

import asyncio
import json
import sys
from enum import StrEnum
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


@commands.command(name="templates")
def print_templates() -> None:
    """Print the templates to have approved by WhatsApp, as JSON."""
    from assistant.app.commands.outreach_administration import templates  # noqa: PLC0415  # help must be quick

    sys.stdout.write(json.dumps(templates(), ensure_ascii=False, indent=2) + "\n")
