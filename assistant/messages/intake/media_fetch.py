"""Fetch the files of customers' messages: examined, scanned, kept, and only then shown.

    due -> fetch from the channel -> compare the digest -> scan, redraw, keep -> tell

A message is answered without waiting for its file. A file that cannot be fetched now is tried
again, until the channel would have forgotten it.
"""

import asyncio
import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog

from assistant.conversation.events import (
    AttachmentReceived,
    AttachmentRefused,
    ConversationEvent,
    CustomerWrote,
)
from assistant.conversation.message import Attachment, ChannelKind
from assistant.desk.attachment_store import AttachmentRefusedError, AttachmentsUnavailableError
from assistant.desk.file_formats import Flaw
from assistant.kit.duty import Duty
from assistant.kit.fault_log import report
from assistant.messages.channels.ports import DueMedia, MediaQueue, ScannerUnavailableError
from assistant.messages.intake.customer_files import CustomerFiles
from assistant.ports import Clock, EventLog, UnknownConversationError

log = structlog.get_logger(__name__)


class MediaGoneError(Exception):
    """Say that the channel no longer has the file."""


class MediaTooLargeError(Exception):
    """Say that the file has more bytes than are kept."""


class MediaUnavailableError(Exception):
    """Say that the channel does not hand the file out now."""


class MediaSource(Protocol):
    """Fetch the files of one channel."""

    async def fetch(self, due: DueMedia, *, most_bytes: int) -> bytes:
        """Return the file's bytes.

        Raises:
            MediaGoneError, MediaTooLargeError, MediaUnavailableError: see there.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLimits:
    """Hold the limits of fetching: the size of a file, how many at once, when to try again."""

    most_bytes: int
    at_once: int = 8
    every_s: float = 0.5
    first_pause: timedelta = timedelta(seconds=2)  # before the second try; doubles
    longest_pause: timedelta = timedelta(hours=1)  # Meta blocks a number that asks too often
    give_up_after: timedelta = timedelta(days=6, hours=12)  # Meta keeps files for seven days


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFetcher:
    """Fetch the files that are due; many processes may run it, the holder of a lease works."""

    queue: MediaQueue
    sources: Mapping[ChannelKind, MediaSource]
    files: CustomerFiles
    events: EventLog
    clock: Clock
    duty: Duty
    limits: MediaLimits

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch until `stop` is set, whenever it is this process's turn."""

        async def work(_: asyncio.Event) -> float | None:
            return None if await self.once() else self.limits.every_s

        await self.duty.run(stop, work, every_s=4 * self.limits.every_s)

    async def once(self) -> int:
        """Fetch the files that are due by now; return how many there were."""
        due = await self.queue.due(self.clock.now(), limit=self.limits.at_once)
        async with asyncio.TaskGroup() as group:
            for one in due:
                group.create_task(self._handle(one))
        return len(due)

    async def _handle(self, due: DueMedia) -> None:
        try:
            await self._fetch(due)
        except (
            MediaUnavailableError,
            ScannerUnavailableError,
            AttachmentsUnavailableError,
        ) as error:
            await self._later(due, why=type(error).__name__)
        except UnknownConversationError:
            await self.queue.done(due.message_id)  # it was erased
        except Exception as error:  # noqa: BLE001 - one file's trouble is not another's
            report("media.failed", error, channel=due.channel)
            await self._later(due, why=type(error).__name__)

    async def _fetch(self, due: DueMedia) -> None:
        if await self._is_told(due):
            await self.queue.done(due.message_id)
            return
        try:
            data = await self.sources[due.channel].fetch(due, most_bytes=self.limits.most_bytes)
        except MediaGoneError:
            await self._refuse(due, "gone")
            return
        except MediaTooLargeError:
            await self._refuse(due, Flaw.TOO_LARGE)
            return
        if not _is_whole(data, due.media.sha256):
            raise MediaUnavailableError
        await self._keep(due, data)

    async def _keep(self, due: DueMedia, data: bytes) -> None:
        name = due.media.name or due.media.media_type.partition("/")[0]
        try:
            kept = await self.files.keep(name, data)
        except AttachmentRefusedError as error:
            await self._refuse(due, error.flaw)
            return
        try:
            await self._tell(due, self._received(due, kept))
        except BaseException:
            await self.files.attachments.drop(kept.attachment_id)
            raise

    def _received(self, due: DueMedia, kept: Attachment) -> AttachmentReceived:
        return AttachmentReceived(
            conversation_id=due.conversation_id,
            at=self.clock.now(),
            message_id=due.message_id,
            attachment=kept,
        )

    async def _refuse(self, due: DueMedia, reason: str) -> None:
        refused = AttachmentRefused(
            conversation_id=due.conversation_id,
            at=self.clock.now(),
            message_id=due.message_id,
            reason=str(reason),
        )
        await self._tell(due, refused)

    async def _tell(self, due: DueMedia, event: ConversationEvent) -> None:
        await self.events.append(due.conversation_id, [event])
        await self.queue.done(due.message_id)

    async def _is_told(self, due: DueMedia) -> bool:
        """Return whether the file was dealt with, or its message no longer exists."""
        past = (await self.events.read(due.conversation_id)).past
        told = any(
            isinstance(event, AttachmentReceived | AttachmentRefused)
            and event.message_id == due.message_id
            for event in past
        )
        wrote = (event for event in past if isinstance(event, CustomerWrote))
        return told or all(event.message_id != due.message_id for event in wrote)

    async def _later(self, due: DueMedia, *, why: str) -> None:
        now = self.clock.now()
        if now - due.since > self.limits.give_up_after:
            await self._refuse(due, "gone")
            return
        log.warning("media.postponed", channel=due.channel, why=why, tries=due.tries + 1)
        wait = min(self.limits.first_pause * 2 ** min(due.tries, 16), self.limits.longest_pause)
        await self.queue.postpone(due.message_id, until=now + wait)


def _is_whole(data: bytes, announced: str) -> bool:
    """Return whether the bytes are those that were announced, in hex or base64."""
    if not announced:
        return True
    digest = hashlib.sha256(data).digest()
    try:
        return base64.b64decode(announced, validate=True) == digest or announced == digest.hex()
    except (binascii.Error, ValueError):
        return announced.lower() == digest.hex()
