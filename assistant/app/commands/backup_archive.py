"""Put an installation into one file while it runs, check such a file, and restore from it.

The database is copied first, in one transaction. Files are on the disk before an event names them,
so every file that the copy names is there when the files are read; pages, keys and the index
follow. Redis is not in it: it holds nothing that the log does not.
"""

import asyncio
import hashlib
import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from assistant.app.commands.command_errors import BackupError
from assistant.app.commands.record_upkeep import verify_audit
from assistant.app.compose.data_folders import index_root
from assistant.desk.staff.audit_chain import Head
from assistant.kit.private_folder import NO_ROOM, make_private
from assistant.kit.settings.settings import Settings
from assistant.ports import LogUnavailableError
from integrations.stores.sql.database import open_database
from integrations.stores.sql.kit.database_copy import (
    DatabaseCopyError,
    check_copy,
    copy_database,
    kind_of,
    last_position,
    restore_database,
)
from integrations.stores.sql.migrate import current
from retrieval.index.index_versions import Versions

FORMAT = 1
_DATABASE, _MANIFEST, _FILES = "database", "manifest.json", "files"
_FOLDERS = (
    *("attachments", "faces", "imports", "insights", "outbox"),
    *("written", "sources", "source-copies", "shop-system"),
)
_LOCKS = {".lock"}
_ASIDE = ".comptoir-unpacked-"
"""Prefix of folders that a backup is unpacked into."""
_NO_FILES = {"lost+found"}
"""Names that stand in an empty data folder: the top of a disk has its own."""
_COPIES = "readers"
"""Folder in an index with a copy for each process that searches it; the next makes its own."""
_PART = 1 << 20  # bytes that are read at once


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupManifest:
    """Describe a backup by its time, its position and its files."""

    format: int
    made_at: str  # ISO 8601, UTC
    revision: str  # of the tables
    database: str  # sqlite or postgresql
    position: int  # of the last event that is surely in it
    audit_head: str  # NUMBER:HASH
    sha256: Mapping[str, str]  # by the name of each member


async def make_backup(settings: Settings, target: Path) -> BackupManifest:
    """Write a backup to `target`; Comptoir may run meanwhile.

    Raises:
        BackupError: it cannot be written, or is there already.
    """
    with _told_by_folder("the backup cannot be written", target.parent):
        make_private(settings.data_dir)
        marks = await _read_marks(settings)
        return await asyncio.to_thread(_write, settings, target, marks)


def _write(settings: Settings, target: Path, marks: "_Marks") -> BackupManifest:
    if target.exists():
        msg = f"{target} is there already: name another file"
        raise BackupError(msg)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:  # of its owner alone
        copy, whole = Path(folder) / _DATABASE, Path(folder) / target.name
        whole.touch(mode=0o600)
        sums: dict[str, str] = {}
        with whole.open("wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
            copy_database(settings.log_url, copy)
            sums[_DATABASE] = _add(tar, _DATABASE, copy)
            _add_some(tar, sums, _files(settings))
            manifest = BackupManifest(
                format=FORMAT,
                made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                revision=marks.revision,
                database=kind_of(settings.log_url),
                position=marks.position,
                audit_head=f"{marks.head.number}:{marks.head.sha256}",
                sha256=sums,
            )
            _add_bytes(tar, _MANIFEST, orjson.dumps(manifest))
        with whole.open("rb") as written:
            os.fsync(written.fileno())
        whole.replace(target)
    return manifest


def check_backup(settings: Settings, source: Path) -> BackupManifest:
    """Read a backup from its beginning to its end, and its database, too.

    Only the database is unpacked, beside the backup; where nothing may be written there, among the
    temporary files of the machine.

    Raises:
        BackupError: it is damaged, of another version, or there is no room for its database.
    """
    beside = source.parent if os.access(source.parent, os.W_OK) else Path(tempfile.gettempdir())
    with (
        _told_by_folder(f"{source} cannot be checked, and may well be whole", beside),
        tempfile.TemporaryDirectory(dir=beside, prefix=_ASIDE) as folder,
    ):
        return _unpack(settings, source, Path(folder), whole=False)


async def restore_backup(settings: Settings, source: Path) -> BackupManifest:
    """Make the installation of a backup again in the data folder, which must be new or empty.

    Raises:
        BackupError: the backup is damaged, or there is something already.
    """
    manifest = await asyncio.to_thread(_put_back, settings, source)
    number, _, sha256 = manifest.audit_head.partition(":")
    try:
        found = await verify_audit(settings, Head(number=int(number), sha256=sha256))
    except LogUnavailableError as error:  # a file with events is not in it
        raise BackupError(str(error)) from None
    if found.broken_at is not None:
        msg = f"the audit is broken at entry {found.broken_at}: {found.why}"
        raise BackupError(msg)
    return manifest


def _put_back(settings: Settings, source: Path) -> BackupManifest:
    """Extract a backup below the data folder, the top of a disk perhaps, and move it up."""
    folder = settings.data_dir
    with _told_by_folder("the backup cannot be restored", folder):
        _expect_nothing(make_private(folder))
        with tempfile.TemporaryDirectory(dir=folder, prefix=_ASIDE) as aside:
            manifest = _unpack(settings, source, Path(aside), whole=True)
            restore_database(settings.log_url, Path(aside) / _DATABASE)
            files = Path(aside) / _FILES
            for path in sorted(files.iterdir()) if files.exists() else ():
                path.replace(folder / path.name)
    return manifest


def _expect_nothing(folder: Path) -> None:
    """Remove the files of a restore that was killed; refuse a folder that has any others."""
    for path in folder.iterdir():
        if path.name.startswith(_ASIDE):
            shutil.rmtree(path)
        elif path.name not in _NO_FILES:
            msg = f"{folder} is not empty: restore into a new folder with --data-dir"
            raise BackupError(msg)


@contextmanager
def _told_by_folder(what: str, folder: Path) -> Iterator[None]:
    """Raise errors of files and databases as `BackupError`, with a way to mend `folder`."""
    try:
        yield
    except DatabaseCopyError as error:
        msg = f"{what}: {error}"
        raise BackupError(msg) from None
    except OSError as error:
        mend = f"this user ({os.geteuid()}) has to be able to read and write {folder}"
        if error.errno in NO_ROOM:
            mend = f"make room in {folder}: as much as the installation takes"
        msg = f"{what}: {error}; {mend}"
        raise BackupError(msg) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """Hold the revision of the tables, and the least position and head that a copy reaches."""

    revision: str
    position: int
    head: Head


async def _read_marks(settings: Settings) -> _Marks:
    async with open_database(settings.log_url, settings.archive_folder) as database:
        position = await last_position(database)
        revision = await database.read(current)
    head = (await verify_audit(settings, whole=False)).head
    return _Marks(revision=revision or "", position=position, head=head)


def _files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Yield the files of a backup with their names in it: keys, files of messages, pages, index.

    The shop's sources are among them, with their marks, schedules and ledger (`*.json`).
    """
    data = settings.data_dir
    for path in sorted((*data.glob("*.key"), *data.glob("*.json"), *data.glob("sources.txt"))):
        yield f"{_FILES}/{path.name}", path
    for folder in _FOLDERS:
        yield from _below(data / folder, f"{_FILES}/{folder}")
    versions = Versions(index_root(settings))
    current = versions.current()
    if current is not None:
        with versions.use(current):
            yield f"{_FILES}/index/current", versions.pointer
            below = _below(current, f"{_FILES}/index/versions/{current.name}", locks=True)
            yield from ((name, path) for name, path in below if f"/{_COPIES}/" not in name)


def _below(folder: Path, name: str, *, locks: bool = False) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (locks or path.suffix not in _LOCKS):
            yield f"{name}/{path.relative_to(folder).as_posix()}", path


def _add_some(
    tar: tarfile.TarFile, sums: dict[str, str], files: Iterator[tuple[str, Path]]
) -> None:
    for name, path in files:
        if name not in sums:
            with suppress(FileNotFoundError):  # erased meanwhile
                sums[name] = _add(tar, name, path)


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """Add a file as it is now; return its SHA-256."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        about = tar.gettarinfo(arcname=name, fileobj=file)
        about.mode, about.uid, about.gid, about.uname, about.gname = 0o600, 0, 0, "", ""
        tar.addfile(about, file)
    return sha256


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size, about.mode = len(data), 0o600
    tar.addfile(about, io.BytesIO(data))


def _unpack(settings: Settings, source: Path, folder: Path, *, whole: bool) -> BackupManifest:
    """Check every file of a backup, and extract it, or its database alone, into `folder`."""
    try:
        with tarfile.open(source, "r:") as tar:
            sums = {one.name: _sum_of(tar, one, folder, whole=whole) for one in tar}
        manifest = BackupManifest(**orjson.loads((folder / _MANIFEST).read_bytes()))
    except (FileNotFoundError, tarfile.TarError, ValueError, TypeError) as error:
        msg = f"{source} is no whole backup: {error}"
        raise BackupError(msg) from None
    if manifest.format != FORMAT:
        msg = f"{source} has format {manifest.format}: use the version of Comptoir that made it"
        raise BackupError(msg)
    kind = kind_of(settings.log_url)
    if manifest.database != kind:
        msg = f"{source} is of {manifest.database}, and COMPTOIR_LOG__URL names {kind}"
        raise BackupError(msg)
    for name, sha256 in manifest.sha256.items():
        if sums.get(name) != sha256:
            msg = f"{source} is damaged: {name} is not as it was written"
            raise BackupError(msg)
    check_copy(settings.log_url, folder / _DATABASE)
    return manifest


def _sum_of(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, *, whole: bool) -> str:
    """Return the SHA-256 of a member, as it lies on the disk where it is extracted; "": no file."""
    safe = tarfile.data_filter(member, str(folder))
    if whole or safe.name in {_DATABASE, _MANIFEST}:
        tar.extract(safe, folder, filter="data")
        if not safe.isreg():
            return ""
        with (folder / safe.name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    stream = tar.extractfile(safe)
    if stream is None:
        return ""
    sha256 = hashlib.sha256()
    while part := stream.read(_PART):
        sha256.update(part)
    return sha256.hexdigest()
