"""`comptoir audit`: what people did in the console, and whether nobody changed it since."""

import asyncio
import sys
from typing import Annotated

import typer

from assistant.app.cli.options import DataDir
from assistant.app.cli.output import console, fail, results
from assistant.kit.settings.settings import load

AUDIT = "audit"

audit_commands = typer.Typer(help="What people did, and whether the record of it is whole.")


@audit_commands.callback()
def _audit_group() -> None:
    """Keep `verify` a command of its own, however few there are."""


@audit_commands.command()
def verify(
    head: Annotated[
        str,
        typer.Option(
            "--head",
            help="NUMBER:HASH that was printed before: the record must still have that entry.",
        ),
    ] = "",
    data_dir: DataDir = None,
) -> None:
    """Follow the audit's chain of hashes from its first entry to its last.

    Exit code 0: it is whole. 1: an entry was changed, removed or put in, and is named. Note the
    head that is printed somewhere else: it tells later that no newest entries were cut off.
    """
    settings = load(data_dir=data_dir)
    from assistant.app.commands.audit import parse_head, verify_audit  # noqa: PLC0415  # help must be quick

    expected = parse_head(head) if head else None
    found = asyncio.run(verify_audit(settings, expected))
    if found.broken_at is None:
        results.print(f"{found.head.number} entries, all as they were written.")
        results.print(f"Head: {found.head.number}:{found.head.sha256}")
        return
    fail(f"the audit is broken at entry {found.broken_at}: {found.why}", leave=False)
    console.print(f"It holds up to {found.head.number}:{found.head.sha256}")
    sys.exit(1)
