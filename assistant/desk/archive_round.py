"""Move conversations in which nothing happens any more out of the log, into the archive.

They stay whole to whoever reads them; only the database has fewer events. A few are moved at a
time, so that no customer waits.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from assistant.ports import Clock

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedBatch:
    """Hold the counts of one step, and the position in the log to look on from."""

    after: int
    is_last: bool
    conversations: int = 0
    events: int = 0
    bytes: int = 0  # of the file


class ConversationArchive(Protocol):
    """Move old events into files. Every method may raise `LogUnavailableError`."""

    async def tidy(self) -> None:
        """Complete an erasure or a step that a crash cut short."""
        ...

    async def move(self, before: datetime, *, after: int) -> ArchivedBatch:
        """Move some conversations whose last event is before `before`, from a position on.

        Left out are conversations that a person has or was asked to, and those in which a message,
        a reply or an order waits.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTally:
    """Hold how much was moved."""

    conversations: int = 0
    events: int = 0
    bytes: int = 0


def _silent(tally: ArchiveTally) -> None:
    del tally


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRound:
    """Move all conversations that are old enough."""

    archive: ConversationArchive
    clock: Clock
    quiet_days: int  # since the last event; at least 1

    async def nightly(self, stop: asyncio.Event) -> None:
        """Move conversations that are old enough now, until all are moved or `stop` is set."""
        before = self.clock.now() - timedelta(days=self.quiet_days)
        moved = await archive_before(self.archive, before, stop=stop)
        if moved.events:
            log.info("archive.moved", conversations=moved.conversations, events=moved.events)


async def archive_before(
    archive: ConversationArchive,
    before: datetime,
    *,
    stop: asyncio.Event | None = None,
    progress: Callable[[ArchiveTally], None] = _silent,
) -> ArchiveTally:
    """Move every conversation whose last event is before `before`; return how much that was.

    Raises:
        LogUnavailableError: the database or the archive's folder cannot be used now.
    """
    await archive.tidy()
    tally, after = ArchiveTally(), 0
    while stop is None or not stop.is_set():
        moved = await archive.move(before, after=after)
        tally = ArchiveTally(
            conversations=tally.conversations + moved.conversations,
            events=tally.events + moved.events,
            bytes=tally.bytes + moved.bytes,
        )
        progress(tally)
        after = moved.after
        if moved.is_last:
            break
    await archive.tidy()
    return tally
