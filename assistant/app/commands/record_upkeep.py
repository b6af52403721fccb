"""Verify the audit's chain, make the desk's lists again, and archive old conversations."""

import asyncio
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import structlog

from assistant.app.commands.staff_administration import StaffError, open_staff
from assistant.app.compose.local_installation import SystemClock
from assistant.desk.archive_round import ArchiveTally, archive_before
from assistant.desk.lists import list_projection
from assistant.desk.lists.list_shares import share
from assistant.desk.staff.audit_chain import Head, follow
from assistant.desk.staff.ports import Audit, UnreadableEntryError
from assistant.kit.announcing.ports import AnnouncementBook
from assistant.kit.announcing.types import Announcement, AnnouncementId, AnnouncementType
from assistant.kit.settings.settings import Settings
from assistant.kit.whole_file import write_whole
from assistant.ports import LogUnavailableError
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.log.conversation_archive import SqlConversationArchive

log = structlog.get_logger(__name__)

_PAGE = 1000
WORTH_PROCESSES = 20_000  # events, which one process takes in while others are started
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


async def rebuild_lists(
    settings: Settings, *, processes: int = 1, progress: Callable[[int, int], None]
) -> int:
    """Make the desk's lists again; return how many events were read.

    Each of the `processes` takes in its share of the shards. `progress` is given how many positions
    of the log are taken in, and of how many.

    Raises:
        LogUnavailableError: no database answers, or a process was killed; Comptoir goes on with
            what is left.
    """
    async with open_database(settings.log_url, settings.archive_folder) as database:
        cases = SqlCases(database)
        if processes == 1 or await cases.last_position() < WORTH_PROCESSES:
            return await list_projection.rebuild(cases, progress=progress)
        await cases.start_over()
        shares = [share(place, processes) for place in range(processes)]
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            making = asyncio.gather(
                *(
                    asyncio.get_running_loop().run_in_executor(
                        pool, take_in_share, settings.log_url, settings.archive_folder, one
                    )
                    for one in shares
                )
            )
            await _tell_until_done(cases, making, progress)
            try:
                return sum(making.result())
            except BrokenProcessPool as error:
                msg = "a process that made the lists was killed: run it again, or let Comptoir run"
                raise LogUnavailableError(msg) from error


async def _tell_until_done(
    cases: SqlCases, making: "asyncio.Future[list[int]]", progress: Callable[[int, int], None]
) -> None:
    """Tell how far the lists are, twice a second."""
    done = False
    while not done:
        done = bool((await asyncio.wait((making,), timeout=0.5))[0])
        behind, last = await cases.level(), await cases.last_position()
        progress(last - behind, last)


def take_in_share(url: str, archive: Path, shards: Sequence[int]) -> int:
    """Take in a share of the log in a process of its own; return how many events that was."""

    async def take_in() -> int:
        async with open_database(url, archive) as database:
            return await list_projection.take_in_all(SqlCases(database), shards)

    return asyncio.run(take_in())


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
