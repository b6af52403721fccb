"""Implement the port `Attachments` in a folder that nothing serves.

    <folder>/<first two of the id>/<id>/data, about.json

A file's own name is in `about.json` alone; no path is made of it. Both files are on the disk before
their folder gets its name, so an id that was given out is a whole file.
"""

import asyncio
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import orjson

from assistant.conversation.message import Attachment
from assistant.desk.attachment_store import (
    AttachmentsUnavailableError,
    FileRecord,
    StoredFile,
    UnknownAttachmentError,
    UploadOrigin,
    judge,
)

_ID = re.compile(r"[0-9a-f]{32}")
_ORIGIN = "origin"
_UNNAMED = ".new"  # a folder that is not whole yet, or never will be
_FILE_MODE, _FOLDER_MODE = 0o600, 0o700


class FolderAttachments:
    """Keep `Attachments` that any number of processes of one machine may have open."""

    def __init__(self, folder: Path, *, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    async def keep(
        self, name: str, data: bytes, *, origin: UploadOrigin | None = None
    ) -> Attachment:
        attachment_id = secrets.token_hex(16)
        attachment = await asyncio.to_thread(
            judge, attachment_id, name, data, most_bytes=self._most_bytes
        )
        with _errors():
            await asyncio.to_thread(self._write, attachment, data, origin)
        return attachment

    async def read(self, attachment_id: str) -> StoredFile:
        with _errors():
            about, data = await asyncio.to_thread(
                _read, self._place(attachment_id), "about.json", "data"
            )
        record = _record(about)
        return StoredFile(attachment=record.attachment, origin=record.origin, data=data)

    async def describe(self, attachment_id: str) -> FileRecord:
        with _errors():
            (about,) = await asyncio.to_thread(_read, self._place(attachment_id), "about.json")
        return _record(about)

    async def drop(self, attachment_id: str) -> None:
        if not _ID.fullmatch(attachment_id):
            return
        with _errors():
            await asyncio.to_thread(_remove, self._place(attachment_id))

    async def kept_before(self, before: datetime) -> Mapping[str, datetime]:
        with _errors():
            return await asyncio.to_thread(self._kept_before, before)

    def _kept_before(self, before: datetime) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        for place in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            attachment_id = place.name.removesuffix(_UNNAMED)
            if not _ID.fullmatch(attachment_id):
                continue
            with suppress(FileNotFoundError):  # dropped meanwhile
                whole = place / "data" if place.name == attachment_id else place
                at = datetime.fromtimestamp(whole.stat().st_mtime, UTC)
                found |= {attachment_id: at} if at < before else {}
        return found

    def _place(self, attachment_id: str) -> Path:
        if not _ID.fullmatch(attachment_id):
            raise UnknownAttachmentError(attachment_id)
        return self._folder / attachment_id[:2] / attachment_id

    def _write(self, attachment: Attachment, data: bytes, origin: UploadOrigin | None) -> None:
        place = self._place(attachment.attachment_id)
        place.parent.mkdir(parents=True, exist_ok=True, mode=_FOLDER_MODE)
        about = asdict(attachment) | ({_ORIGIN: asdict(origin)} if origin else {})
        unnamed = place.with_suffix(_UNNAMED)
        unnamed.mkdir(mode=_FOLDER_MODE)
        try:
            _write_durably(unnamed / "data", data)
            _write_durably(unnamed / "about.json", orjson.dumps(about))
            unnamed.rename(place)
            _sync_folder(place.parent)
        except BaseException:
            shutil.rmtree(unnamed, ignore_errors=True)
            raise


def _write_durably(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE_MODE), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _read(place: Path, *names: str) -> tuple[bytes, ...]:
    try:
        return tuple((place / name).read_bytes() for name in names)
    except FileNotFoundError:
        raise UnknownAttachmentError(place.name) from None


def _record(about: bytes) -> FileRecord:
    fields = orjson.loads(about)
    origin = fields.pop(_ORIGIN, None)
    return FileRecord(
        attachment=Attachment(**fields), origin=UploadOrigin(**origin) if origin else None
    )


def _remove(place: Path) -> None:
    for one in (place, place.with_suffix(_UNNAMED)):
        if one.exists():
            shutil.rmtree(one)


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        msg = f"files cannot be kept or read now: {error.strerror}"
        raise AttachmentsUnavailableError(msg) from error
