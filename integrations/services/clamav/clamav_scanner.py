r"""Scan files with ClamAV's daemon, as the port `MediaScanner`: each in pieces, over a connection.

Source: clamd(8), INSTREAM: `zINSTREAM\0`, then pieces of four bytes of length (network order) and
their bytes, a piece of no bytes at the end; the answer is `stream: OK`, `stream: NAME FOUND` or
`... ERROR`, and ends with a zero byte. Files beyond the daemon's StreamMaxLength are an error.
"""

import asyncio
import struct
from contextlib import suppress
from dataclasses import dataclass

import structlog

from assistant.messages.channels.ports import ScannerUnavailableError, ScanVerdict

log = structlog.get_logger(__name__)

_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class ClamAv:
    """Scan files with the daemon at `host:port`, or at the path of its socket."""

    address: str
    timeout_s: float = 30.0

    async def scan(self, data: bytes) -> ScanVerdict:
        try:
            async with asyncio.timeout(self.timeout_s):
                answer = await self._ask(data)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
            raise ScannerUnavailableError(type(error).__name__) from error
        return _verdict(answer)

    async def _ask(self, data: bytes) -> bytes:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            for at in range(0, len(data), _PIECE):
                piece = data[at : at + _PIECE]
                writer.write(struct.pack("!I", len(piece)) + piece)
                await writer.drain()
            writer.write(struct.pack("!I", 0))
            await writer.drain()
            return await reader.readuntil(b"\0")
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.address.startswith("/"):
            return await asyncio.open_unix_connection(self.address, limit=_LONGEST_ANSWER)
        host, _, port = self.address.rpartition(":")
        return await asyncio.open_connection(host, int(port), limit=_LONGEST_ANSWER)


def _verdict(answer: bytes) -> ScanVerdict:
    """Return the daemon's verdict; a file that it could not scan is not let through."""
    said = answer.rstrip(b"\0").strip().decode(errors="replace")
    if said.endswith(" FOUND"):
        log.warning("clamav.found", signature=said.removeprefix("stream: ").removesuffix(" FOUND"))
        return ScanVerdict.INFECTED
    if said == "stream: OK":
        return ScanVerdict.CLEAN
    raise ScannerUnavailableError(said[:100])
