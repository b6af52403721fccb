"""`comptoir doctor`: check every part and say how to mend it."""

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.app.cli.options import DataDir, Quiet
from assistant.app.cli.output import console
from assistant.kit.settings.settings import Settings, load

if TYPE_CHECKING:
    from assistant.app.commands.installation_checkup import PartFinding

DOCTOR = "doctor"


def doctor(
    only: Annotated[
        str | None,
        typer.Option(
            "--only",
            help="Check one part: python, data, encoder, shop, orders, log, redis, identity, mail,"
            " staff, helpdesk, channels, dialogue, model, index, worker.",
        ),
    ] = None,
    data_dir: DataDir = None,
    quiet: Quiet = False,  # noqa: FBT002  # an option
) -> None:
    """Check every part; the exit code tells how many are not well."""
    settings = load(data_dir=data_dir)
    from assistant.app.commands.installation_checkup import PARTS  # noqa: PLC0415  # help and refusals must be quick
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415

    configure(human=True)
    wanted = [part for part in PARTS if only in (None, part)]
    if not wanted:
        console.print(f"[red]There is no part {only}.[/] Parts: {', '.join(PARTS)}")
        sys.exit(2)
    ill = 0
    for finding in asyncio.run(_findings(settings, wanted)):
        ill += not finding.well
        if finding.well and quiet:
            continue
        mark = "[green]✓[/]" if finding.well else "[red]✗[/]"
        console.print(f"{mark} [bold]{finding.part:<8}[/] {finding.detail}", highlight=False)
        if finding.mend:
            console.print(f"  → {finding.mend}")
    sys.exit(min(ill, 100))


async def _findings(settings: Settings, wanted: list[str]) -> "list[PartFinding]":
    from assistant.app.commands.installation_checkup import examine  # noqa: PLC0415  # help must be quick

    return [finding async for finding in examine(settings, wanted)]
