"""Stream events to an agent's page: the list it shows and the conversation it has open.

Every message is one JSON object:

    hello    the stream begins; a page whose stream was cut asks for its list again
    rows     conversations that changed: each `id` with `html` and `key`, or without: it is gone
    relist   any row may have changed: the page asks for its list again
    counts   how many each view has
    thread   entries that the page has not, the head, the lock; its id is the last sequence
    gone     the conversation is not for the agent any more: nothing follows
    nudge    the agent is asked, or somebody waits too long: a `text` about a `conversation`
    customer_writes  the customer does, now: it is shown for some seconds
    viewers  who else looks at the conversation, and who is writing
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import orjson

from assistant.console.conversations.case_list import belongs, key
from assistant.console.conversations.console_pages import Chrome, Pages, thread_message, thread_part
from assistant.console.conversations.console_reader import ConsoleReader
from assistant.console.conversations.log_follower import Batch, Follower, SharedResults
from assistant.console.shell.texts import say
from assistant.conversation.ids import ConversationId
from assistant.desk.ports import View, Viewers
from assistant.desk.staff.permissions import Sight
from assistant.ports import BrokerUnavailableError, Record

_COUNTS_EVERY_S = 3.0
_OWN = frozenset({View.MINE, View.MENTIONS})
_MANY = 60  # rows at once: asking for the list again is cheaper


def frame_of(message: Mapping[str, Any], sequence: int | None = None) -> bytes:
    """Return a message as bytes of the stream, with an id to go on from if it has one."""
    head = b"" if sequence is None else b"id: %d\n" % sequence
    return head + b"data: " + orjson.dumps(message) + b"\n\n"


class PageStream:
    """Make the messages of a page from batches; an empty batch comes now and then."""

    def __init__(
        self,
        *,
        reading: ConsoleReader,
        pages: Pages,
        viewers: Viewers,
        chrome: Chrome,
        conversation_id: ConversationId | None,
        after: int,
    ) -> None:
        self._reading = reading
        self._pages = pages
        self._viewers = viewers
        self._chrome = chrome
        self._query = chrome.query.cases(chrome.me.agent_id)
        self._conversation_id = conversation_id
        self._seen = after
        self.over = False
        """Whether the conversation is not for the agent any more: nothing more is told."""
        self._recount = True
        self._counts_at = 0.0
        self._lists = SharedResults()  # of what lists were last told
        self._counts: dict[str, int] = {}

    def pause_s(self, longest_s: float) -> float:
        """Return the time for which the page needs nothing while there is no news."""
        if not self._recount:
            return longest_s
        return min(longest_s, max(0.0, self._counts_at - asyncio.get_running_loop().time()))

    async def catch_up(self) -> bytes:
        """Return the conversation's news since the page was made, and the viewers."""
        batch = Batch()
        thread = await self._thread(batch)
        if self.over:
            return thread
        return thread + await self._looking(batch) + await self._count()

    async def take(self, batch: Batch) -> bytes:
        """Return the messages that a batch means for this page, and counts if they are due."""
        if batch.listed or batch.all_listed:
            self._recount, self._lists = True, batch.shared
        frames = frame_of({"type": "customer_writes"}) if batch.customer_writes else b""
        if self._conversation_id in batch.changed:
            frames += await self._thread(batch)
            if self.over:
                return frames
        if self._conversation_id in batch.looked_at:
            frames += await self._looking(batch)
        frames += b"".join(map(self._nudge, batch.nudges))
        return frames + await self._list(batch) + await self._count()

    def _nudge(self, wire: bytes) -> bytes:
        """Return a nudge if it is for this agent."""
        nudge, me = orjson.loads(wire), self._chrome.me
        to, team = nudge["agent_id"], nudge["team"]
        if (to or me.agent_id) != me.agent_id or (not to and team and team not in me.teams):
            return b""
        text = say(f"nudge.{nudge['kind']}", self._chrome.language)
        told = {"type": "nudge", "text": text, "conversation": nudge["conversation_id"]}
        return frame_of(told)

    async def _list(self, batch: Batch) -> bytes:
        """Return the changes of the list: made once for all pages that show the same list."""
        if batch.all_listed or len(batch.listed) > _MANY:
            return frame_of({"type": "relist"})
        if not batch.listed:
            return b""
        chrome = self._chrome
        own = chrome.query.view in _OWN or chrome.sight is not Sight.ALL
        alike = (chrome.language, chrome.query, chrome.me.agent_id if own else "")

        async def make() -> bytes:
            return await self._rows(batch)

        return await batch.shared.get(("rows", *alike), make)

    async def _rows(self, batch: Batch) -> bytes:
        changes = [change for one in batch.listed if (change := await self._change(batch, one))]
        return frame_of({"type": "rows", "rows": changes}) if changes else b""

    async def _change(self, batch: Batch, one: ConversationId) -> dict[str, str] | None:
        row = await batch.shared.get(("row", one), lambda: self._reading.row(one))
        seen = row is not None and self._chrome.may_see(row.case)
        here = belongs(row.case, self._query) if row and seen else False
        if here is None:
            return None  # only asking for the list again would tell
        if row is None or not here:
            return {"id": one, "key": "", "html": ""}
        html = self._pages.row(self._chrome, row)
        return {"id": one, "key": key(row.case, self._query), "html": html}

    async def _count(self) -> bytes:
        """Return the counts of all views, at the same moments for all pages of an agent."""
        now, me = asyncio.get_running_loop().time(), self._chrome.me.agent_id
        if not self._recount or now < self._counts_at:
            return b""
        turn_s = crc32(me.encode()) % 1000 / 1000 * _COUNTS_EVERY_S  # not all agents at once
        self._counts_at = now + _COUNTS_EVERY_S - (now - turn_s) % _COUNTS_EVERY_S
        self._recount = False
        teams = self._chrome.teams_seen
        counts = await self._lists.get(
            ("counts", me, teams), lambda: self._reading.counts(me, teams=teams)
        )
        told, self._counts = self._counts, {str(view): n for view, n in counts.items()}
        return b"" if told == self._counts else frame_of({"type": "counts", "counts": self._counts})

    async def _thread(self, batch: Batch) -> bytes:
        if self._conversation_id is None:
            return b""
        one = self._conversation_id
        record: Record = await batch.shared.get(("record", one), lambda: self._reading.record(one))
        opened = await self._reading.opened(
            record, one, agent=self._chrome.me, language=self._chrome.language
        )
        if not self._chrome.sees(opened.head.agent_id, opened.head.team):
            self.over = True
            return frame_of({"type": "gone"})
        after, self._seen = self._seen, opened.head.sequence
        if after >= opened.head.sequence:
            return b""
        part = thread_part(opened)
        message = thread_message(self._pages, self._chrome, part, after=after)
        return frame_of(message, self._seen)

    async def _looking(self, batch: Batch) -> bytes:
        if self._conversation_id is None:
            return b""
        one = self._conversation_id
        try:
            looking = await batch.shared.get(("viewers", one), lambda: self._viewers.of(one))
        except BrokerUnavailableError:
            return b""
        names = await self._reading.names()
        others = [
            {"name": names.get(agent, agent), "typing": typing}
            for agent, typing in looking.items()
            if agent != self._chrome.me.agent_id
        ]
        return frame_of({"type": "viewers", "viewers": others})


HEARTBEAT_S = 15.0  # proxies close a silent connection after 30 to 60 s

_CHECK_EVERY_S = 60.0
_RETRY = b"retry: 1000\n\n"
_HEARTBEAT = b": \n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedPage:
    """Hold the chrome and the conversation of a page, and the check whether it may go on."""

    chrome: Chrome
    conversation_id: ConversationId | None
    after: int  # the last event of the conversation that it has
    may_go_on: Callable[[], Awaitable[bool]]  # whether the agent is still who they were


class Streams:
    """Run all open streams of this process; `close` ends them within a moment."""

    def __init__(
        self,
        *,
        reading: ConsoleReader,
        pages: Pages,
        viewers: Viewers,
        follower: Follower,
        heartbeat_s: float = HEARTBEAT_S,
    ) -> None:
        self._reading = reading
        self._pages = pages
        self._viewers = viewers
        self._follower = follower
        self._heartbeat_s = heartbeat_s
        self._stops: set[asyncio.Event] = set()
        self._closing = False

    def close(self) -> None:
        """End all streams, now and later: the process is about to stop."""
        self._closing = True
        for stop in self._stops:
            stop.set()

    async def follow(
        self, watching: WatchedPage, *, stop: asyncio.Event
    ) -> AsyncGenerator[bytes, None]:
        """Yield messages until `stop`, or until the page is no longer the agent's."""
        self._stops.add(stop)
        if self._closing:
            stop.set()
        page = PageStream(
            reading=self._reading,
            pages=self._pages,
            viewers=self._viewers,
            chrome=watching.chrome,
            conversation_id=watching.conversation_id,
            after=watching.after,
        )
        try:
            async with self._follower.listen(watching.conversation_id) as queue:
                yield _RETRY + frame_of({"type": "hello"})
                yield await page.catch_up()
                if page.over:
                    return
                async for frames in self._go_on(page, watching, queue, stop):
                    yield frames
        finally:
            self._stops.discard(stop)

    async def _go_on(
        self,
        page: PageStream,
        watching: WatchedPage,
        queue: asyncio.Queue[Batch],
        stop: asyncio.Event,
    ) -> AsyncGenerator[bytes, None]:
        loop = asyncio.get_running_loop()
        checked_at = spoke_at = loop.time()
        stopping = asyncio.create_task(stop.wait())
        stopping.add_done_callback(lambda _: queue.put_nowait(Batch()))  # wakes who waits
        try:
            while not stop.is_set():
                batch = await _next(queue, within_s=page.pause_s(self._heartbeat_s))
                now = loop.time()
                if now - checked_at >= _CHECK_EVERY_S:
                    checked_at = now
                    if not await watching.may_go_on():
                        return
                frames = await page.take(batch)
                if not frames and now - spoke_at >= self._heartbeat_s:
                    frames = _HEARTBEAT
                if frames:
                    spoke_at = now
                    yield frames
                if page.over:
                    return
        finally:
            stopping.cancel()
            await asyncio.wait((stopping,))


async def _next(queue: asyncio.Queue[Batch], *, within_s: float) -> Batch:
    """Return all batches of the queue in one; wait a while for the next if it is empty."""
    try:
        async with asyncio.timeout(within_s):
            batch = await queue.get()
    except TimeoutError:
        return Batch()
    while not queue.empty():
        batch = queue.get_nowait().after(batch)
    return batch
