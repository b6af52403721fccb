"""Stream a conversation to an open page: first past events of the log, then new ones."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress

from assistant.conversation.ids import ConversationId
from assistant.desk.ports import CustomerPresence
from assistant.ports import BrokerUnavailableError, Clock, EventLog, Fanout
from integrations.channels.webchat.channel import Notice
from integrations.channels.webchat.wire_bodies import describe, describe_status

HEARTBEAT_S = 15.0  # proxies close a silent connection after 30 to 60 s
MAX_PAGES = 12  # open streams of one conversation in one process: a person's tabs, with room

_HEARTBEAT = b": \n\n"
_RETRY = b"retry: 1000\n\n"  # ms before a browser's own EventSource connects again


class PageStreams:
    """Hold all open streams of this process; `close` ends them within a moment."""

    def __init__(
        self,
        log: EventLog,
        fanout: Fanout,
        *,
        clock: Clock,
        customers: CustomerPresence | None = None,
        heartbeat_s: float = HEARTBEAT_S,
    ) -> None:
        """Tell `customers` of every open page again and again; None: the presence is not needed."""
        self._log = log
        self._fanout = fanout
        self._clock = clock
        self._customers = customers
        self._heartbeat_s = heartbeat_s
        self._closing = False
        self._open: defaultdict[ConversationId, set[asyncio.Event]] = defaultdict(set)

    def close(self) -> None:
        """End all streams, now and later, because the process is about to stop."""
        self._closing = True
        for stops in self._open.values():
            for stop in stops:
                stop.set()

    def count(self) -> int:
        """Return the number of open streams."""
        return sum(map(len, self._open.values()))

    def has_room(self, conversation_id: ConversationId) -> bool:
        """Return whether the conversation may be opened in one more page."""
        return len(self._open.get(conversation_id, ())) < MAX_PAGES

    async def follow(
        self, conversation_id: ConversationId, *, after: int, stop: asyncio.Event
    ) -> AsyncGenerator[bytes, None]:
        """Yield frames until `stop`: events with a sequence > `after`, in order, each once.

        Subscribing comes before reading the log, so nothing falls between the two.
        """
        self._open[conversation_id].add(stop)
        if self._closing:
            stop.set()
        try:
            async with self._fanout.subscribe(conversation_id) as notices:
                yield _RETRY
                page = _OpenPage(self._log, conversation_id, seen=after)
                yield await page.catch_up() + _frame(describe_status("live"))
                await self._seen(conversation_id)
                async with aclosing(self._until(stop, notices)) as arriving:
                    async for wire in arriving:
                        yield await page.take(wire) or _HEARTBEAT
                        await self._seen(conversation_id)
            if self._closing:
                yield _frame(describe_status("closing"))
        finally:
            self._open[conversation_id].discard(stop)
            if not self._open[conversation_id]:
                del self._open[conversation_id]

    async def _seen(self, conversation_id: ConversationId) -> None:
        if self._customers is None:
            return
        with suppress(BrokerUnavailableError):  # then a letter may bring what was seen here
            await self._customers.seen(conversation_id, self._clock.now())

    async def _until(
        self, stop: asyncio.Event, notices: AsyncIterator[bytes]
    ) -> AsyncGenerator[bytes | None, None]:
        """Yield notices until `stop`, and None whenever a heartbeat's time passes without one."""
        stopping = asyncio.ensure_future(stop.wait())
        upcoming = asyncio.ensure_future(anext(notices))
        try:
            while not stopping.done():
                done, _ = await asyncio.wait(
                    (stopping, upcoming),
                    timeout=self._heartbeat_s,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if upcoming in done:
                    yield upcoming.result()
                    upcoming = asyncio.ensure_future(anext(notices))
                elif not done:
                    yield None
        finally:
            stopping.cancel()
            upcoming.cancel()
            await asyncio.wait((stopping, upcoming))  # `notices` cannot close while it is awaited


class _OpenPage:
    """Hold the last sequence that a page has seen."""

    def __init__(self, log: EventLog, conversation_id: ConversationId, *, seen: int) -> None:
        self._log = log
        self._conversation_id = conversation_id
        self._seen = seen

    async def take(self, wire: bytes | None) -> bytes:
        """Return the frames that a notice brings; none if the page has them.

        Without a notice, or with an empty one, the page reads the log: a notice may have been lost.
        """
        if not wire:
            return await self.catch_up()
        notice = Notice.decode(wire)
        if not notice.sequence:
            return _frame(notice.data)
        if notice.sequence <= self._seen:
            return b""
        if not notice.data or notice.follows is None or notice.follows > self._seen:
            return await self.catch_up()
        self._seen = notice.sequence
        return _frame(notice.data, notice.sequence)

    async def catch_up(self) -> bytes:
        """Return the frames of all events in the log that the page does not have."""
        record = await self._log.read(self._conversation_id, after=self._seen)
        frames = []
        for stored in record.events:
            self._seen = stored.sequence
            if data := describe(stored.event):
                frames.append(_frame(data, stored.sequence))
        return b"".join(frames)


def _frame(data: bytes, sequence: int | None = None) -> bytes:
    head = b"" if sequence is None else b"id: %d\n" % sequence
    return head + b"data: " + data + b"\n\n"
