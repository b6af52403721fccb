"""Verify the audit's chain, and make the desk's lists again."""

import asyncio
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import structlog

from assistant.app.commands.staff_administration import StaffError, open_staff
from assistant.app.compose.local_installation import SystemClock
from assistant.desk.lists import list_projection
from assistant.desk.lists.list_shares import share
from assistant.desk.staff.audit_chain import AuditVerification, Head, follow
from assistant.desk.staff.ports import Audit, UnreadableEntryError
from assistant.kit.announcing.ports import AnnouncementBook
from assistant.kit.announcing.types import Announcement, AnnouncementId, AnnouncementType
from assistant.kit.settings.settings import Settings
from assistant.kit.whole_file import write_whole
from assistant.ports import LogUnavailableError
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.case_lists import SqlCases

log = structlog.get_logger(__name__)

_PAGE = 1000
_SUNDAY = 6
_BEGINNING = Head()
_GONE, _ANOTHER = "it was there, and is gone", "it is not the one noted"
WORTH_PROCESSES = 20_000  # events, which one process takes in while others are started
_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


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


async def verify_audit(
    settings: Settings, expected: Head | None = None, *, whole: bool = True
) -> AuditVerification:
    """Verify the audit of an installation, and note its head in the database and beside it.

    Without `expected`, both heads that were noted last are: entries cut off since then are seen.
    `whole`: from the first entry on; otherwise from the older of those heads, unless the chain was
    broken the last time.
    """
    file = settings.data_dir / NOTED_HEAD
    async with open_staff(settings) as staff:
        last = await staff.audit.noted()
        kept = await asyncio.to_thread(_read_noted, file)
        noted = [expected] if expected else [last.head] if last else []
        if kept and not expected:
            noted.append(kept)
        since = _BEGINNING
        if not whole and noted and last and last.broken_at is None:
            since = min(noted, key=lambda head: head.number)
        found = await verify(staff.audit, *noted, since=since)
        await staff.audit.note(found, at=SystemClock().now())
    if found.broken_at is None:
        await asyncio.to_thread(_note, file, found.head)
    return replace(found, note_is_gone=last is not None and kept is None and expected is None)


async def watch_audit(settings: Settings, book: AnnouncementBook, *, at: datetime) -> None:
    """Verify the audit, note its head, and tell log and subscribers of it: they keep it elsewhere.

    The whole chain is followed on Sundays, on other days what came since the noted head.
    Subscribers are told once a day, however often this runs.

    Raises:
        LogUnavailableError: no database answers.
    """
    found = await verify_audit(settings, whole=at.weekday() == _SUNDAY)
    head = {"number": found.head.number, "sha256": found.head.sha256}
    if found.broken_at is None:
        log.info("audit.head", **head)
    else:
        log.error("audit.broken", entry=found.broken_at, why=found.why, **head)
    if found.note_is_gone:
        log.error("audit.note_gone", **head)
    told = {
        **head,
        "whole": found.broken_at is None,
        "broken_at": found.broken_at,
        "note_is_gone": found.note_is_gone,
    }
    if await book.is_wanted(AnnouncementType.AUDIT_HEAD):
        day = AnnouncementId(f"audit_{at:%Y%m%d}")
        data = {"audit": told}
        await book.put(
            Announcement(announcement_id=day, type=AnnouncementType.AUDIT_HEAD, at=at, data=data)
        )


def _read_noted(path: Path) -> Head | None:
    with suppress(FileNotFoundError, UnicodeDecodeError, StaffError):
        return parse_head(path.read_text("ascii"))
    return None


def _note(path: Path, head: Head) -> None:
    write_whole(path, f"{head.number}:{head.sha256}".encode())


async def verify(audit: Audit, *noted: Head, since: Head = _BEGINNING) -> AuditVerification:
    """Follow the chain from `since` to its end, past every noted head, which it must have."""
    if since.number and (broken := await _find_break(audit, since)):
        return broken
    head, limit = since, _PAGE
    while True:
        try:
            entries = await audit.read(after=head.number, limit=limit)
        except UnreadableEntryError as error:
            if limit == 1:
                return AuditVerification(head=head, broken_at=error.number, why="it cannot be read")
            limit = 1  # those before it in the page can
            continue
        for entry in entries:
            head, broken_one = follow(head, [entry])
            if broken_one is not None:
                why = "it, or the one before, was changed, removed or put in"
                return AuditVerification(head=head, broken_at=head.number + 1, why=why)
            if any(one.number == head.number and one != head for one in noted):
                return AuditVerification(head=head, broken_at=head.number, why=_ANOTHER)
        if len(entries) < limit:
            break
    if any(head.number < one.number for one in noted):
        return AuditVerification(head=head, broken_at=head.number + 1, why=_GONE)
    return AuditVerification(head=head)


async def _find_break(audit: Audit, noted: Head) -> AuditVerification | None:
    """Return how the chain lacks the entry of a noted head; None: it has it."""
    try:
        entries = await audit.read(after=noted.number - 1, limit=1)
    except UnreadableEntryError as error:
        return AuditVerification(head=noted, broken_at=error.number, why="it cannot be read")
    if not entries:
        end = await audit.head()
        return AuditVerification(head=end, broken_at=end.number + 1, why=_GONE)
    if (entries[0].number, entries[0].sha256) != (noted.number, noted.sha256):
        return AuditVerification(head=noted, broken_at=noted.number, why=_ANOTHER)
    return None


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
