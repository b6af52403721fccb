"""A customer's page over plain sockets: little work of its own between the request and the reply.

Knows what Comptoir's web chat needs of HTTP/1.1 and no more; httpx takes a millisecond a request.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, Self

import orjson

HOST = "127.0.0.1"
API = "/api/webchat/v1/conversations"


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection that is kept open."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, port: int) -> Self:
        """Connect to this machine's `port`.

        Raises:
            OSError: nobody listens there.
        """
        return cls(*await asyncio.open_connection(HOST, port))

    def send(
        self, method: str, path: str, *, token: str = "", body: object = None, after: int = 0
    ) -> None:
        """Begin a request; `after` is the last event that a stream brought."""
        data = b"" if body is None else orjson.dumps(body)
        head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(data)}\r\n"
        head += f"Authorization: Bearer {token}\r\n" if token else ""
        head += f"Last-Event-ID: {after}\r\n" if after else ""
        head += "Content-Type: application/json\r\n\r\n"
        self.writer.write(head.encode() + data)

    async def head(self) -> tuple[int, dict[str, str]]:
        """Return the answer's status and its headers, by name in lower case."""
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        pairs = (line.split(": ", 1) for line in lines[1:] if line)
        return int(lines[0].split()[1]), {name.lower(): value for name, value in pairs}

    async def receive(self) -> tuple[int, Any]:
        """Return the answer's status and its JSON."""
        status, _, data = await self.answer()
        return status, orjson.loads(data)

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Return the answer's status, its headers, by name in lower case, and its body."""
        status, headers = await self.head()
        return status, headers, await self.reader.readexactly(int(headers.get("content-length", 0)))

    async def close(self) -> None:
        """Close the connection."""
        self.writer.close()
        await self.writer.wait_closed()


class Page:
    """One conversation with its event stream open."""

    def __init__(
        self, requests: Connection, stream: Connection, path: str, token: str, port: int
    ) -> None:
        self._port = port
        self._requests = requests
        self._stream = stream
        self._path = path
        self._token = token
        self._events = events(stream.reader)
        self._sent = 0

    @classmethod
    async def open(cls, port: int, requests: Connection) -> Self:
        """Open a conversation and its stream; return once the stream is live."""
        requests.send("POST", API, body={"language": None})
        status, started = await requests.receive()
        assert status == 201, started  # created
        stream = await Connection.open(port)
        path, token = f"{API}/{started['conversation_id']}", started["token"]
        stream.send("GET", f"{path}/events", token=token)
        status, _ = await stream.head()
        assert status == 200, status
        page = cls(requests, stream, path, token, port)
        await page.next(type="status", status="live")
        return page

    async def ask(self, text: str) -> dict[str, Any]:
        """Send a message and return the reply's event."""
        self._sent += 1
        body = {"client_message_id": f"m{self._sent}", "text": text}
        self._requests.send("POST", f"{self._path}/messages", token=self._token, body=body)
        reply = await self.next(type="message", author="assistant")
        status, sent = await self._requests.receive()
        assert status == 202, sent  # accepted
        return reply

    async def send(self, text: str) -> tuple[int, dict[str, str]]:
        """Send a message and return the answer's status and headers, whatever it is."""
        self._sent += 1
        body = {"client_message_id": f"m{self._sent}", "text": text}
        path = f"{self._path}/messages"
        try:
            self._requests.send("POST", path, token=self._token, body=body)
            status, headers, _ = await self._requests.answer()
        except (asyncio.IncompleteReadError, ConnectionError):  # it was idle for too long
            self._requests = await Connection.open(self._port)
            self._requests.send("POST", path, token=self._token, body=body)
            status, headers, _ = await self._requests.answer()
        return status, headers

    async def next(self, **wanted: str) -> dict[str, Any]:
        """Return the stream's next event that has all of `wanted`."""
        async for event in self._events:
            if wanted.items() <= event.items():
                return event
        msg = f"the stream ended without {wanted}"
        raise ConnectionError(msg)

    async def close(self) -> None:
        """Leave the page; the connection for requests stays."""
        await self._events.aclose()
        await self._stream.close()


async def events(reader: asyncio.StreamReader) -> AsyncGenerator[dict[str, Any], None]:
    """Yield the JSON of server-sent events out of a chunked body."""
    left = b""
    while size := int(await reader.readline(), 16):
        left += (await reader.readexactly(size + 2))[:-2]
        *frames, left = left.split(b"\n\n")
        for frame in frames:
            lines = [line[6:] for line in frame.split(b"\n") if line.startswith(b"data: ")]
            if lines:
                yield orjson.loads(b"\n".join(lines))
