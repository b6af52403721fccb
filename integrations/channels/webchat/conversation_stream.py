"""Stream a conversation to an open page: first past events of the log, then new ones."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import KW_ONLY, dataclass

from assistant.conversation.ids import ConversationId
from assistant.desk.ports import CustomerPresence
from assistant.kit.calls.gathered_calls import GatheredCalls
from assistant.ports import BrokerUnavailableError, Clock, EventLog, Fanout, LogUnavailableError
from integrations.channels.webchat.channel import Notice
from integrations.channels.webchat.wire_bodies import describe, describe_status

HEARTBEAT_S = 15.0  # proxies close a silent connection after 30 to 60 s
MAX_PAGES = 12  # open streams of one conversation in one process: a person's tabs, with room

_LOOKS = 3  # into the log in the time of a heartbeat, for all pages together
_AT_ONCE = 500  # conversations of one question
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
        self._looks = GatheredCalls(self._last_sequences, most=_AT_ONCE)
        self._looking: asyncio.Task[None] | None = None  # while a page is open
        self._closing = False
        self._open: defaultdict[ConversationId, set[_OpenPage]] = defaultdict(set)

    def close(self) -> None:
        """End all streams, now and later, because the process is about to stop."""
        self._closing = True
        for pages in self._open.values():
            for page in pages:
                page.stop.set()

    def count(self) -> int:
        """Return the number of open streams."""
        return sum(map(len, self._open.values()))

    def has_room(self, conversation_id: ConversationId) -> bool:
        """Return whether the conversation may be opened in one more page."""
        return len(self._open.get(conversation_id, ())) < MAX_PAGES

    async def follow(
        self,
        conversation_id: ConversationId,
        *,
        after: int,
        stop: asyncio.Event,
        token: str = "",
    ) -> AsyncGenerator[bytes, None]:
        """Yield frames until `stop`: events with a sequence > `after`, in order, each once.

        Subscribing comes before reading the log, so nothing falls between the two. `token` is the
        one that the page is to use from now on; "": its own.
        """
        page = _OpenPage(self._log, conversation_id, seen=after, stop=stop)
        self._enter(page)
        try:
            async with self._fanout.subscribe(conversation_id) as notices:
                yield _RETRY
                past = await page.look(self._looks)
                yield past + _frame(describe_status("live", last=page.seen, token=token))
                await self._seen(conversation_id)
                async with aclosing(self._until(stop, notices)) as arriving:
                    async for wire in arriving:
                        yield await page.take(wire, self._looks) or _HEARTBEAT
                        await self._seen(conversation_id)
            if self._closing:
                yield _frame(describe_status("closing"))
        finally:
            self._leave(page)

    def _enter(self, page: "_OpenPage") -> None:
        self._open[page.conversation_id].add(page)
        if self._closing:
            page.stop.set()
        if self._looking is None:
            self._looking = asyncio.create_task(self._keep_looking())

    def _leave(self, page: "_OpenPage") -> None:
        self._open[page.conversation_id].discard(page)
        if not self._open[page.conversation_id]:
            del self._open[page.conversation_id]
        if not self._open and self._looking is not None:
            self._looking.cancel()
            self._looking = None

    async def _keep_looking(self) -> None:
        """Tell pages again and again how far the log is: one question for hundreds of them."""
        while True:
            await asyncio.sleep(self._heartbeat_s / _LOOKS)
            conversations = list(self._open)
            for at in range(0, len(conversations), _AT_ONCE):
                some = conversations[at : at + _AT_ONCE]
                with suppress(LogUnavailableError):  # the next look finds what this one missed
                    for one, last in zip(some, await self._last_sequences(some), strict=True):
                        for page in self._open.get(one, ()):
                            page.last = last

    async def _last_sequences(self, conversation_ids: Sequence[ConversationId]) -> list[int]:
        found = await self._log.last_sequences(conversation_ids)
        return [found.get(one, 0) for one in conversation_ids]

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


@dataclass(slots=True, eq=False)
class _OpenPage:
    """Hold how far a page has seen its conversation, and how far the log is."""

    log: EventLog
    conversation_id: ConversationId
    _: KW_ONLY
    seen: int  # sequence
    stop: asyncio.Event
    last: int = 0  # sequence in the log when it was last looked at

    async def take(self, wire: bytes | None, looks: GatheredCalls[ConversationId, int]) -> bytes:
        """Return the frames that a notice brings; none if the page has them.

        Without a notice, the page reads the log if that is further: a notice was lost. An empty
        notice says that some may have been lost, and the page looks now.
        """
        if wire is None:
            return await self.catch_up() if self.last > self.seen else b""
        if not wire:
            return await self.look(looks)
        notice = Notice.decode(wire)
        if not notice.sequence:
            return _frame(notice.data)
        if notice.sequence <= self.seen:
            return b""
        if not notice.data or notice.follows is None or notice.follows > self.seen:
            return await self.catch_up()
        self.seen = notice.sequence
        return _frame(notice.data, notice.sequence)

    async def look(self, looks: GatheredCalls[ConversationId, int]) -> bytes:
        """Return the frames of missing events; a page that has the last event reads nothing.

        Pages that look at once share a question. One that has nothing yet reads without asking.
        """
        if self.seen and await looks.of(self.conversation_id) <= self.seen:
            return b""
        return await self.catch_up()

    async def catch_up(self) -> bytes:
        """Return the frames of all events in the log that the page does not have."""
        record = await self.log.read(self.conversation_id, after=self.seen)
        frames = []
        for stored in record.events:
            self.seen = stored.sequence
            if data := describe(stored.event):
                frames.append(_frame(data, stored.sequence))
        return b"".join(frames)


def _frame(data: bytes, sequence: int | None = None) -> bytes:
    head = b"" if sequence is None else b"id: %d\n" % sequence
    return head + b"data: " + data + b"\n\n"
