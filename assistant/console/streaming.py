"""The event stream of one agent's page: the list it shows and the conversation it has open.

Every message is one JSON object:

    hello    the stream begins; a list that was open before is asked for again
    rows     conversations that changed: each `id` with its `html` and `key`, or gone (`html` "")
    counts   how many each view has
    thread   entries that the page has not, the head, the lock; its id is the last sequence
    viewers  who else looks at the conversation, and who is writing
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import orjson
import structlog

from assistant.console.following import Batch, Follower
from assistant.console.opening import thread_message, thread_part
from assistant.console.pages import Frame, Pages
from assistant.console.ports import Viewers
from assistant.console.reading import Reading
from assistant.console.rows import Row, belongs
from assistant.conversation.ids import ConversationId
from assistant.ports import BrokerUnavailableError, Record

log = structlog.get_logger(__name__)

HEARTBEAT_S = 15.0
_COUNT_EVERY_S = 0.9
_RETRY = b"retry: 1000\n\n"
_HEARTBEAT = b": \n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """What a page shows."""

    frame: Frame
    conversation_id: ConversationId | None
    after: int  # the last event of the conversation that it has


class Streams:
    """All open streams of this process; `close` ends them within a moment."""

    def __init__(
        self,
        *,
        reading: Reading,
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
        self, watching: Watching, *, stop: asyncio.Event
    ) -> AsyncGenerator[bytes, None]:
        """Yield frames until `stop`."""
        self._stops.add(stop)
        if self._closing:
            stop.set()
        page = _Page(self._reading, self._pages, self._viewers, watching)
        try:
            async with self._follower.listen() as batches:
                yield _RETRY + _frame({"type": "hello"})
                yield await page.catch_up()
                async with aclosing(self._until(stop, batches)) as arriving:
                    async for batch in arriving:
                        yield await page.take(batch) or _HEARTBEAT
        finally:
            self._stops.discard(stop)

    async def _until(
        self, stop: asyncio.Event, batches: AsyncIterator[Batch]
    ) -> AsyncGenerator[Batch, None]:
        """Yield batches until `stop`, and an empty one whenever there was none for long."""
        stopping = asyncio.ensure_future(stop.wait())
        upcoming = asyncio.ensure_future(anext(batches))
        try:
            while not stopping.done():
                done, _ = await asyncio.wait(
                    (stopping, upcoming),
                    timeout=self._heartbeat_s,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if upcoming in done:
                    yield upcoming.result()
                    upcoming = asyncio.ensure_future(anext(batches))
                elif not done:
                    yield Batch()
        finally:
            stopping.cancel()
            upcoming.cancel()
            await asyncio.wait((stopping, upcoming))


class _Page:
    """What one page has been told."""

    def __init__(
        self, reading: Reading, pages: Pages, viewers: Viewers, watching: Watching
    ) -> None:
        self._reading = reading
        self._pages = pages
        self._viewers = viewers
        self._frame = watching.frame
        self._conversation_id = watching.conversation_id
        self._seen = watching.after
        self._count_at = 0.0
        self._count_due = True
        self._counted: dict[str, int] = {}

    async def catch_up(self) -> bytes:
        """Return what happened in the conversation since the page was made, and who is there."""
        batch = Batch()
        return await self._thread(batch) + await self._looking(batch)

    async def take(self, batch: Batch) -> bytes:
        """Return the frames that a batch means for this page."""
        frames = b""
        if self._conversation_id in batch.changed:
            frames += await self._thread(batch)
        if self._conversation_id in batch.looked_at:
            frames += await self._looking(batch)
        if batch.changed:
            frames += await self._rows(batch)
        return frames + await self._counts(batch)

    async def _rows(self, batch: Batch) -> bytes:
        query = self._frame.query.cases(self._frame.me.agent_id)
        changes = []
        for one in batch.changed:
            row = await batch.shared.get(("row", one), lambda one=one: self._reading.row(one))
            here = belongs(row.case, query) if row else False
            if here is None:
                continue  # only asking for the list again would tell
            html = await self._row(batch, row) if row and here else ""
            changes.append({"id": one, "key": row.key if row else "", "html": html})
        return _frame({"type": "rows", "rows": changes}) if changes else b""

    async def _row(self, batch: Batch, row: Row) -> str:
        language, query = self._frame.language, self._frame.query

        async def render() -> str:
            return self._pages.row(row, query, language)

        key = ("html", row.case.conversation_id, language, query)
        return await batch.shared.get(key, render)

    async def _counts(self, batch: Batch) -> bytes:
        """Return the counts if they changed, asked for about once a second at most."""
        self._count_due = self._count_due or bool(batch.changed)
        now = asyncio.get_running_loop().time()
        if not self._count_due or now < self._count_at:
            return b""  # what changed is looked at once more, and then counted
        self._count_at, self._count_due = now + _COUNT_EVERY_S, False
        me = self._frame.me.agent_id
        counts = await batch.shared.get(("counts", me), lambda: self._reading.counts(me))
        counted = {str(view): n for view, n in counts.items()}
        if counted == self._counted:
            return b""
        self._counted = counted
        return _frame({"type": "counts", "counts": counted})

    async def _thread(self, batch: Batch) -> bytes:
        if self._conversation_id is None:
            return b""
        conversation_id = self._conversation_id
        record: Record = await batch.shared.get(
            ("record", conversation_id), lambda: self._reading.record(conversation_id)
        )
        opened = await self._reading.opened(
            record, conversation_id, agent=self._frame.me, language=self._frame.language
        )
        part = thread_part(opened)
        after, self._seen = self._seen, opened.head.sequence
        if after == opened.head.sequence:
            return b""
        message = thread_message(self._pages, self._frame, part, after=after)
        return _frame(message, self._seen)

    async def _looking(self, batch: Batch) -> bytes:
        if self._conversation_id is None:
            return b""
        conversation_id = self._conversation_id
        try:
            looking = await batch.shared.get(
                ("viewers", conversation_id), lambda: self._viewers.of(conversation_id)
            )
        except BrokerUnavailableError:
            return b""
        names = await self._reading.names()
        others = [
            {"name": names.get(agent, agent), "typing": typing}
            for agent, typing in looking.items()
            if agent != self._frame.me.agent_id
        ]
        return _frame({"type": "viewers", "viewers": others})


def watch(
    frame: Frame, conversation_id: ConversationId | None, *, after: int, last_event_id: int
) -> Watching:
    """Return what a page watches; a stream that was cut goes on where it was."""
    quiet = replace(frame, counts={})
    return Watching(
        frame=quiet, conversation_id=conversation_id, after=max(after, last_event_id)
    )


def _frame(message: dict[str, Any], sequence: int | None = None) -> bytes:
    head = b"" if sequence is None else b"id: %d\n" % sequence
    return head + b"data: " + orjson.dumps(message) + b"\n\n"
