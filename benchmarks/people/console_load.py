"""Agents' pages that are open and customers who write, over plain sockets in one process."""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import orjson

from benchmarks.harness.client import API, HOST, Connection
from benchmarks.people.console_house import Session

_MARK = re.compile(r"no-(\d{6})")
_LATEST_S = 20.0
_BEAT_S = 10.0  # a page that is looked at says so


@dataclass(slots=True)
class Deliveries:
    """When each message was sent, and when the page that shows its conversation had it."""

    sent: dict[int, float] = field(default_factory=dict)
    heard: dict[int, list[float]] = field(default_factory=dict)
    posting: list[float] = field(default_factory=list)  # seconds, the customers' requests
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, mark: int, at: float) -> None:
        """Note that a page was given a message."""
        self.heard.setdefault(mark, []).append(at)
        self.news.set()

    async def settle(self) -> None:
        """Wait until no message is missing, or for so long that it is lost."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LATEST_S):
                while self.lost:
                    self.news.clear()
                    await self.news.wait()

    @property
    def lost(self) -> int:
        """Return how many messages no page was given."""
        return len(self.sent.keys() - self.heard.keys())

    @property
    def twice(self) -> int:
        """Return how many were given more often than once."""
        return sum(len(times) - 1 for times in self.heard.values())

    def seconds(self, *, since: int = 0) -> list[float]:
        """Return how long each from the message `since` on took."""
        return [
            self.heard[mark][0] - at
            for mark, at in self.sent.items()
            if mark >= since and mark in self.heard
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A conversation of the web chat that an agent has."""

    conversation_id: str
    token: str
    agent: Session


class AgentsPage(asyncio.Protocol):
    """The event stream of one page; looks into what it is sent no more than it must."""

    def __init__(self, request: bytes, hear: Callable[[int, float], None]) -> None:
        self._request = request
        self._hear = hear
        self._left = b""
        self._begun = False
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.received = 0  # bytes
        self.frames: dict[str, int] = {}
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail whoever waits for the stream."""
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(f"the stream did not begin: {exc}"))

    def data_received(self, data: bytes) -> None:
        """Take the chunks that are complete."""
        self.received += len(data)
        left, at = self._left + data if self._left else data, 0
        if not self._begun:
            head, found, left = left.partition(b"\r\n\r\n")
            if not found:
                self._left = head
                return
            assert head.startswith(b"HTTP/1.1 200"), head
            self._begun = True
        while (end := left.find(b"\r\n", at)) >= 0:
            after = end + 2 + int(left[at:end], 16)
            if len(left) < after + 2:
                break
            self._take(left[end + 2 : after])
            at = after + 2
        self._left = left[at:]

    def _take(self, chunk: bytes) -> None:
        now = time.perf_counter()
        for frame in chunk.split(b"\n\n"):
            _, found, rest = frame.partition(b'data: {"type":"')
            if not found:
                continue
            kind = rest[: rest.index(b'"')].decode()
            self.frames[kind] = self.frames.get(kind, 0) + 1
            if kind == "thread":
                told = orjson.loads(frame[frame.index(b"data: ") + 6 :])
                for mark in {int(mark) for mark in _MARK.findall(told["entries"])}:
                    self._hear(mark, now)
            elif kind == "hello":
                self.ready.set_result(None)


async def open_page(
    port: int, customer: Customer, session: Session, query: str, deliveries: Deliveries
) -> AgentsPage:
    """Open the stream of a page that shows a list and the conversation."""
    path = f"/console/events?{query}&c={customer.conversation_id}&since=0"
    request = session.get(path, Accept="text/event-stream")
    loop = asyncio.get_running_loop()
    _, page = await loop.create_connection(lambda: AgentsPage(request, deliveries.hear), HOST, port)
    await page.ready
    return page


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Connections that are kept open, for one request each at a time."""

    port: int
    free: asyncio.Queue[Connection]

    @classmethod
    async def open(cls, port: int, count: int) -> "Lines":
        """Connect."""
        lines = cls(port=port, free=asyncio.Queue())
        for _ in range(count):
            lines.free.put_nowait(await Connection.open(port))
        return lines

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Return the answer's status and body."""
        connection = await self.free.get()
        if connection.reader.at_eof():  # nobody used it for a while, so the server closed it
            await connection.close()
            connection = await Connection.open(self.port)
        connection.writer.write(request)
        status, _, body = await connection.answer()
        self.free.put_nowait(connection)
        return status, body

    async def close(self) -> None:
        """Close them; none may be in use."""
        while not self.free.empty():
            await self.free.get_nowait().close()


async def start_conversations(
    lines: Lines, sessions: Sequence[Session], count: int
) -> list[Customer]:
    """Open conversations in the web chat; agents take them over before anybody writes."""

    async def one(number: int) -> Customer:
        status, body = await lines.ask(_post(API, "", {"language": None}))
        assert status == 201, body  # created
        opened = orjson.loads(body)
        agent = sessions[number % len(sessions)]
        request = agent.post(f"/console/c/{opened['conversation_id']}/claim", {})
        status, body = await lines.ask(request)
        assert status == 200, body
        return Customer(
            conversation_id=opened["conversation_id"], token=opened["token"], agent=agent
        )

    return list(await asyncio.gather(*(one(number) for number in range(count))))


async def write_messages(
    lines: Lines,
    customers: Sequence[Customer],
    deliveries: Deliveries,
    *,
    first: int,
    count: int,
    per_s: float,
) -> None:
    """Have customers write at an even rate, however long the answers take.

    A message counts as sent when it is due, not when a connection was free.
    """

    async def one(mark: int) -> None:
        customer = customers[mark * 7 % len(customers)]
        deliveries.sent[mark] = before = time.perf_counter()
        said = {"client_message_id": f"m{mark}", "text": f"Où en est mon colis ? no-{mark:06}"}
        path = f"{API}/{customer.conversation_id}/messages"
        status, body = await lines.ask(_post(path, customer.token, said))
        deliveries.posting.append(time.perf_counter() - before)
        assert status == 202, body  # accepted

    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / per_s - time.perf_counter()))
            tasks.create_task(one(first + number))


async def say_here(lines: Lines, customers: Sequence[Customer]) -> None:
    """Say of every page, every ten seconds, that it is looked at, until cancelled."""
    async with asyncio.TaskGroup() as tasks:
        while True:
            for customer in customers:
                fields = {"conversation": customer.conversation_id, "typing": "", "gone": ""}
                tasks.create_task(_beat(lines, customer.agent.post("/console/here", fields)))
                await asyncio.sleep(_BEAT_S / len(customers))


async def _beat(lines: Lines, request: bytes) -> None:
    status, body = await lines.ask(request)
    assert status == 204, body  # no content


def _post(path: str, token: str, body: object) -> bytes:
    data = orjson.dumps(body)
    head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
    head += f"Authorization: Bearer {token}\r\n" if token else ""
    return f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data
