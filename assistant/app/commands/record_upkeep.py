"""Verify the audit's chain, make the desk's lists again, and archive old conversations."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from assistant.app.commands.staff_administration import StaffError, open_staff
from assistant.app.compose.local_installation import SystemClock
from assistant.desk.archive_round import ArchiveTally, archive_before
from assistant.desk.lists import list_projection
from assistant.desk.staff.audit_chain import Head, follow
from assistant.desk.staff.ports import Audit, UnreadableEntryError
from assistant.kit.announcing.ports import AnnouncementBook
from assistant.kit.announcing.types import Announcement, AnnouncementId, AnnouncementType
from assistant.kit.settings.settings import Settings
from assistant.kit.whole_file import write_whole
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.log.conversation_archive import SqlConversationArchive

log = structlog.get_logger(__name__)

_PAGE = 1000
_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditVerification:
    """Hold how far the chain of the audit is whole.

    `broken_at` is the number of the first entry that does not fit.
    """

    head: Head
    broken_at: int | None = None
    why: str = ""


def parse_head(text: str) -> Head:
    """Return the head that `comptoir audit verify` printed.

    Raises:
        StaffError: it is none.
    """
    found = _HEAD.fullmatch(text.strip())
    if found is None:
        msg = "--head takes NUMBER:HASH, as comptoir audit verify prints it"
        raise StaffError(msg)
    return Head(number=int(found[1]), sha256=found[2])


NOTED_HEAD = "audit.head"
"""File of the data folder with the head of the last audit that was whole: NUMBER:HASH."""


async def verify_audit(settings: Settings, expected: Head | None = None) -> AuditVerification:
    """Verify the audit of an installation, and note its head beside the database; see `verify`.

    Without `expected`, the head that was noted last is: entries cut off since then are seen.
    """
    noted = settings.data_dir / NOTED_HEAD
    if expected is None:
        expected = await asyncio.to_thread(_read_noted, noted)
    async with open_staff(settings) as staff:
        found = await verify(staff.audit, expected)
    if found.broken_at is None:
        await asyncio.to_thread(_note, noted, found.head)
    return found


async def watch_audit(settings: Settings, book: AnnouncementBook, *, at: datetime) -> None:
    """Verify the audit, note its head, and tell log and subscribers of it: they keep it elsewhere.

    Subscribers are told once a day, however often this runs.

    Raises:
        LogUnavailableError: no database answers.
    """
    found = await verify_audit(settings)
    head = {"number": found.head.number, "sha256": found.head.sha256}
    if found.broken_at is None:
        log.info("audit.head", **head)
    else:
        log.error("audit.broken", entry=found.broken_at, why=found.why, **head)
    told = {**head, "whole": found.broken_at is None, "broken_at": found.broken_at}
    if await book.is_wanted(AnnouncementType.AUDIT_HEAD):
        day = AnnouncementId(f"audit_{at:%Y%m%d}")
        data = {"audit": told}
        await book.put(
            Announcement(announcement_id=day, type=AnnouncementType.AUDIT_HEAD, at=at, data=data)
        )


def _read_noted(path: Path) -> Head | None:
    return parse_head(path.read_text("ascii")) if path.exists() else None


def _note(path: Path, head: Head) -> None:
    write_whole(path, f"{head.number}:{head.sha256}".encode())


async def verify(audit: Audit, expected: Head | None = None) -> AuditVerification:
    """Follow the chain to its end, past `expected`, which it must have."""
    head, limit = Head(), _PAGE
    while True:
        try:
            entries = await audit.read(after=head.number, limit=limit)
        except UnreadableEntryError as error:
            if limit == 1:
                return AuditVerification(head=head, broken_at=error.number, why="it cannot be read")
            limit = 1  # those before it in the page can
            continue
        for entry in entries:
            head, broken = follow(head, [entry])
            if broken is not None:
                why = "it, or the one before, was changed, removed or put in"
                return AuditVerification(head=head, broken_at=head.number + 1, why=why)
            if expected and head.number == expected.number and head != expected:
                return AuditVerification(
                    head=head, broken_at=head.number, why="it is not the one noted"
                )
        if len(entries) < limit:
            break
    if expected and head.number < expected.number:
        return AuditVerification(
            head=head, broken_at=head.number + 1, why="it was there, and is gone"
        )
    return AuditVerification(head=head)


async def rebuild_lists(settings: Settings, *, progress: Callable[[int, int], None]) -> int:
    """Make the desk's lists again; return how many events were read.

    Raises:
        LogUnavailableError: no database answers.
    """
    async with open_database(settings.log_url, settings.archive_folder) as database:
        return await list_projection.rebuild(SqlCases(database), progress=progress)


async def archive_conversations(
    settings: Settings, before: datetime, *, progress: Callable[[ArchiveTally], None]
) -> ArchiveTally:
    """Move conversations in which nothing happened since `before` (aware) into the archive.

    Raises:
        LogUnavailableError: the database or the archive's folder cannot be used now.
    """
    async with open_database(settings.log_url, settings.archive_folder) as database:
        archive = SqlConversationArchive(database, SystemClock())
        return await archive_before(archive, before, progress=progress)
