"""Files that agents uploaded and sent to nobody."""

from dataclasses import dataclass
from datetime import timedelta

from assistant.desk.attachment_store import Attachments
from assistant.ports import Clock
from assistant.desk.privacy.ports import Traces

NEVER_SENT = timedelta(days=1)
"""After this a file that no reply has is one that nobody will send."""


_CLOCKS_DIFFER_BY = timedelta(days=1)  # a file that was sent must never be dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsentFiles:
    """Files that were uploaded and went with no reply."""

    files: Attachments
    traces: Traces
    clock: Clock

    async def drop(self) -> int:
        """Drop those that are older than `NEVER_SENT`; return how many.

        Raises:
            AttachmentsUnavailableError, LogUnavailableError: not now.
        """
        kept = await self.files.kept_before(self.clock.now() - NEVER_SENT)
        if not kept:
            return 0
        since = min(kept.values()) - _CLOCKS_DIFFER_BY
        sent = await self.traces.attachments_sent(since)
        for attachment_id in (left := kept.keys() - sent):
            await self.files.drop(attachment_id)
        return len(left)
