"""Erase conversations that are older than the shop keeps them, and files that were sent to nobody.

A few are erased at a time.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import structlog

from assistant.desk.attachment_store import Attachments
from assistant.desk.privacy.ports import Traces
from assistant.desk.privacy.privacy_service import Privacy
from assistant.kit.duty import Duty
from assistant.ports import Clock

NEVER_SENT = timedelta(days=1)
"""After this a file that no message has is one that nobody will send."""


_CLOCKS_DIFFER_BY = timedelta(days=1)  # a file that was sent must never be dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsentFiles:
    """Drop files that were uploaded and went with no message, a customer's or a reply."""

    files: Attachments
    traces: Traces
    clock: Clock

    async def drop(self) -> int:
        """Drop the files that are older than `NEVER_SENT`; return how many.

        Raises:
            AttachmentsUnavailableError, LogUnavailableError: it cannot be done now.
        """
        kept = await self.files.kept_before(self.clock.now() - NEVER_SENT)
        if not kept:
            return 0
        since = min(kept.values()) - _CLOCKS_DIFFER_BY
        sent = await self.traces.attachments_sent(since)
        for attachment_id in (left := kept.keys() - sent):
            await self.files.drop(attachment_id)
        return len(left)


log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Erase old conversations and files. Of many processes, the holder of the duty works."""

    privacy: Privacy
    duty: Duty
    unsent: UnsentFiles
    keep_days: int  # 0: no conversation is erased by time
    every_s: float = 3600.0  # a day more or less is nobody's harm

    async def run(self, stop: asyncio.Event) -> None:
        """Erase old data again and again, until `stop` is set."""
        await self.duty.run(stop, self._look, every_s=self.every_s)

    async def _look(self, _: asyncio.Event) -> float:
        """Erase a few that are due: conversations, files; return the pause before the next look."""
        dropped = await self.unsent.drop()
        days = self.keep_days
        erased = await self.privacy.retain(keep_days=days) if days else 0
        if erased or dropped:
            log.info("retention.erased", conversations=erased, files=dropped)
        return 1.0 if erased else self.every_s
