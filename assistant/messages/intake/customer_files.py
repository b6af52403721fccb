"""Take in a customer's file, from any channel: scanned, redrawn if it is a picture, and kept."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import PurePosixPath

import structlog

from assistant.conversation.message import Attachment
from assistant.desk.attachment_store import AttachmentRefusedError, Attachments, UploadOrigin
from assistant.desk.file_formats import ENDINGS, Flaw, recognise, recognise_recording
from assistant.messages.channels.ports import MediaScanner, ScanVerdict
from assistant.messages.intake.redrawn_photo import redraw

log = structlog.get_logger(__name__)

_DRAWING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="redraw")
"""Draws one picture of the process at a time: a large one takes some 400 MB."""


class Unscanned:
    """Accept every file, in shops that have no scanner: only type and size are checked."""

    async def scan(self, data: bytes) -> ScanVerdict:
        del data
        return ScanVerdict.CLEAN


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFiles:
    """Keep the files of customers, beside those of agents."""

    attachments: Attachments
    scanner: MediaScanner

    async def keep(
        self, name: str, data: bytes, *, origin: UploadOrigin | None = None
    ) -> Attachment:
        """Keep a file durably, once it is found harmless.

        Raises:
            AttachmentRefusedError: it is infected, or not one of the files that are kept.
            ScannerUnavailableError, AttachmentsUnavailableError: the same may work later.
        """
        if await self.scanner.scan(data) is ScanVerdict.INFECTED:
            log.warning("media.infected")
            raise AttachmentRefusedError(Flaw.INFECTED)
        drawn = await asyncio.get_running_loop().run_in_executor(_DRAWING, redraw, data)
        fitting = await asyncio.to_thread(fitting_name, name, drawn)
        return await self.attachments.keep(fitting, drawn, origin=origin)


def fitting_name(given: str, data: bytes) -> str:
    """Return a file's own name with the ending that fits its bytes."""
    path = PurePosixPath(given.replace("\\", "/"))
    media_type = recognise(data) or recognise_recording(data)
    stem = path.stem or "file"
    if media_type is None:
        return stem
    endings = ENDINGS[media_type]
    ending = path.suffix.lstrip(".").lower()
    return f"{stem}.{ending if ending in endings else endings[0]}"
