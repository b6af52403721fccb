"""ClamAV's daemon, spoken to over a socket; the one here keeps the protocol of `clamd(8)`."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from assistant.messages.channels.ports import ScannerUnavailableError, ScanVerdict
from integrations.services.clamav.clamav_scanner import ClamAv

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MOST = 300_000


async def clamd(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one INSTREAM."""
    assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
    data = bytearray()
    while (length := struct.unpack("!I", await reader.readexactly(4))[0]) and len(data) <= MOST:
        data += await reader.readexactly(length)
    if len(data) > MOST:
        answer = b"INSTREAM size limit exceeded. ERROR"
    elif EICAR in data:
        answer = b"stream: Win.Test.EICAR_HDB-1 FOUND"
    else:
        answer = b"stream: OK"
    writer.write(answer + b"\0")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


@asynccontextmanager
async def listening() -> AsyncIterator[str]:
    server = await asyncio.start_server(clamd, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with server:
        yield f"{host}:{port}"


class TestAScan:
    async def test_tells_clean_from_infected(self) -> None:
        async with listening() as address:
            scanner = ClamAv(address=address)

            assert await scanner.scan(b"a" * 200_000) is ScanVerdict.CLEAN
            assert await scanner.scan(b"") is ScanVerdict.CLEAN
            assert await scanner.scan(b"a" * 100_000 + EICAR) is ScanVerdict.INFECTED

    async def test_goes_through_a_socket_file(self, tmp_path: Path) -> None:
        path = str(tmp_path / "clamd.sock")
        async with await asyncio.start_unix_server(clamd, path):
            assert await ClamAv(address=path).scan(EICAR) is ScanVerdict.INFECTED

    async def test_lets_nothing_through_that_the_daemon_did_not_look_at(self) -> None:
        async with listening() as address:
            with pytest.raises(ScannerUnavailableError):
                await ClamAv(address=address).scan(b"a" * (MOST + 1))
        with pytest.raises(ScannerUnavailableError):
            await ClamAv(address=address, timeout_s=2).scan(b"a")

    async def test_does_not_wait_for_ever(self) -> None:
        left = asyncio.Event()

        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()  # until the scanner has gone
            writer.close()
            left.set()

        async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
            host, port = server.sockets[0].getsockname()
            with pytest.raises(ScannerUnavailableError):
                await ClamAv(address=f"{host}:{port}", timeout_s=0.05).scan(b"a")
            await left.wait()
