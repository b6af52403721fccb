"""Check an installation, mend its lists and copy it: `comptoir doctor`, `backup` ..."""

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.app.cli.demo_command import settings_of
from assistant.app.cli.terminal import (
    DataDir,
    Quiet,
    SetupLines,
    console,
    fail,
    load_in_force,
    progress,
    results,
)
from assistant.conversation.ids import SHARDS
from assistant.kit.settings.settings import SettingError, Settings, load
from assistant.ports import LogUnavailableError

if TYPE_CHECKING:
    from assistant.app.commands.backup_archive import BackupManifest
    from assistant.app.commands.installation_checkup import PartFinding

MODELS = "models"


def make_models() -> None:
    """Make the models that read messages and texts, once for every data folder, and say where."""
    settings = load()
    from assistant.app.compose.search.local_models import find_models  # noqa: PLC0415  # help must be quick
    from assistant.app.compose.search.local_models import make_models as make  # noqa: PLC0415
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415

    configure(human=True)
    name = make(settings, progress=SetupLines())
    found = find_models(settings).find(f"encoder/{name}")
    results.print(f"{name} in {found.parents[1]}" if found else name, markup=False)


DOCTOR = "doctor"


def doctor(
    only: Annotated[
        str | None,
        typer.Option(
            "--only",
            help="Check one part: python, data, encoder, shop, orders, log, redis, web,"
            " identity, mail, staff, helpdesk, channels, dialogue, model, index, worker,"
            " worker-here.",
        ),
    ] = None,
    data_dir: DataDir = None,
    quiet: Quiet = False,  # noqa: FBT002  # an option
) -> None:
    """Check every part; the exit code counts the parts that are not well."""
    try:
        settings = load_in_force(data_dir=data_dir, **settings_of(data_dir))
    except (LogUnavailableError, SettingError):  # which is found, and said, below
        settings = load(data_dir=data_dir, **settings_of(data_dir))
    from assistant.app.commands.installation_checkup import PARTS, WORKER_HERE  # noqa: PLC0415  # help and refusals must be quick
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415

    configure(human=True)
    wanted = [part for part in PARTS if part == only or (only is None and part != WORKER_HERE)]
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


AUDIT = "audit"

audit_commands = typer.Typer(help="What people did, and whether the record of it is whole.")


@audit_commands.callback()
def _audit_group() -> None:
    """Make `verify` a command of its own: without this, a group of one command is that command."""


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

    Exit code 0: it is whole. 1: an entry was changed, removed or put in, and is named. The head is
    noted in the data folder, and the next time compared, so that entries cut off at the end are
    seen; note the printed one somewhere else, too, where nobody who may write here can. With --head
    that one alone is compared: after a break that you know of, the audit is noted as it is now.
    """
    settings = load(data_dir=data_dir)
    from assistant.app.commands.record_upkeep import parse_head, verify_audit  # noqa: PLC0415  # help must be quick

    expected = parse_head(head) if head else None
    found = asyncio.run(verify_audit(settings, expected))
    if found.note_is_gone:
        console.print(
            f"The head noted in {settings.data_dir} is gone: compare one of elsewhere (--head)."
        )
    if found.broken_at is None:
        results.print(f"{found.head.number} entries, all as they were written.")
        results.print(f"Head: {found.head.number}:{found.head.sha256}")
        return
    fail(f"the audit is broken at entry {found.broken_at}: {found.why}", leave=False)
    console.print(f"It holds up to {found.head.number}:{found.head.sha256}")
    sys.exit(1)


DESK = "desk"

desk_commands = typer.Typer(help="Look after the lists of conversations.", no_args_is_help=True)


@desk_commands.callback()
def desk_group() -> None:
    """Look after the lists of conversations."""


@desk_commands.command()
def rebuild(
    processes: Annotated[
        int,
        typer.Option(min=1, max=SHARDS, help="At once; without it, one for each core, at most 8."),
    ] = min(os.cpu_count() or 1, 8),
    data_dir: DataDir = None,
) -> None:
    """Make all lists, searches and statistics again from the event log.

    Conversations themselves are not touched. Comptoir may run meanwhile: lists show the
    conversations
    read so far, and the work of agents is shown at once.
    """
    from assistant.app.commands.record_upkeep import rebuild_lists as make_again  # noqa: PLC0415  # help must be quick
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415

    configure(human=True)
    settings = load(data_dir=data_dir)
    with progress() as bars:
        task = bars.add_task("Reading the log", total=None)
        events = asyncio.run(
            make_again(
                settings,
                processes=processes,
                progress=lambda done, last: bars.update(task, completed=done, total=last),
            )
        )
    console.print(f"{events:,} events read; the lists are as the log says.")


BACKUP, CHECK, RESTORE = "backup", "check", "restore"

BackupFile = Annotated[Path, typer.Argument(help="A .tar file.", dir_okay=False)]


def back_up(file: BackupFile, data_dir: DataDir = None) -> None:
    """Put database, keys, files, pages and index into one file, while Comptoir runs.

    Settings and the shop's own files are not in it. Keep it where only you can read it.
    """
    settings = load(data_dir=data_dir)
    from assistant.app.commands.backup_archive import make_backup  # noqa: PLC0415  # help must be quick

    _say(file, asyncio.run(make_backup(settings, file)))
    _warn_of_key(settings)


def check(file: BackupFile, data_dir: DataDir = None) -> None:
    """Read a backup from its beginning to its end, and its database, without restoring it."""
    settings = load(data_dir=data_dir)
    from assistant.app.commands.backup_archive import check_backup  # noqa: PLC0415  # help must be quick

    _say(file, check_backup(settings, file))


def restore(file: BackupFile, data_dir: DataDir = None) -> None:
    """Make the installation of a backup again, in a new data folder and an empty database.

    Checks the backup first, and the audit's chain afterwards. Nothing may run meanwhile.
    """
    settings = load(data_dir=data_dir)
    from assistant.app.commands.backup_archive import restore_backup  # noqa: PLC0415  # help must be quick

    _say(file, asyncio.run(restore_backup(settings, file)))
    _warn_of_key(settings)


def _say(file: Path, manifest: "BackupManifest") -> None:
    results.print(f"{file}: of {manifest.made_at}, {len(manifest.sha256)} files", markup=False)
    results.print(f"Whole up to event {manifest.position}; audit {manifest.audit_head}")


def _warn_of_key(settings: Settings) -> None:
    if settings.identity.key is not None:
        results.print("COMPTOIR_IDENTITY__KEY is a setting and not in the backup: keep it, too.")
