"""Copy an installation into a file and back: `comptoir backup`, `check` and `restore`."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.app.cli.terminal import DataDir, results
from assistant.kit.settings.settings import Settings, load

if TYPE_CHECKING:
    from assistant.app.commands.backup_archive import BackupManifest

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
