"""What one open page has been told, and what it is told next; see `streaming` for the messages."""

import asyncio
from collections.abc import Mapping
from typing import Any
from zlib import crc32

import orjson

from assistant.console.conversations.following import Batch
from assistant.console.conversations.opening import thread_message, thread_part
from assistant.console.conversations.pages import Chrome, Pages
from assistant.console.shell.ports import Viewers
from assistant.console.conversations.reading import ConsoleReader
from assistant.console.conversations.rows import belongs, key
from assistant.console.conversations.sharing import SharedResults
from assistant.console.shell.texts import say
from assistant.conversation.ids import ConversationId
from assistant.desk.desk_ports import View
from assistant.ports import BrokerUnavailableError, Record
from assistant.desk.staff.sight import Sight

_COUNTS_EVERY_S = 3.0
_OWN = frozenset({View.MINE, View.MENTIONS})
_MANY = 60  # rows at once: asking for the list again is cheaper


def frame_of(message: Mapping[str, Any], sequence: int | None = None) -> bytes:
    """Return a message as it is sent, with an id to go on from if it has one."""
    head = b"" if sequence is None else b"id: %d\n" % sequence
    return head + b"data: " + orjson.dumps(message) + b"\n\n"


class PageStream:
    """One page; `take` is given all batches, and now and then an empty one."""

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
        """Return for how long nothing has to be done while nothing happens."""
        if not self._recount:
            return longest_s
        return min(longest_s, max(0.0, self._counts_at - asyncio.get_running_loop().time()))

    async def catch_up(self) -> bytes:
        """Return what happened in the conversation since the page was made, and who is there."""
        batch = Batch()
        thread = await self._thread(batch)
        if self.over:
            return thread
        return thread + await self._looking(batch) + await self._count()

    async def take(self, batch: Batch) -> bytes:
        """Return the frames that a batch means for this page, and counts if they are due."""
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
        """Return a nudge that is for this agent."""
        nudge, me = orjson.loads(wire), self._chrome.me
        to, team = nudge["agent_id"], nudge["team"]
        if (to or me.agent_id) != me.agent_id or (not to and team and team not in me.teams):
            return b""
        text = say(f"nudge.{nudge['kind']}", self._chrome.language)
        told = {"type": "nudge", "text": text, "conversation": nudge["conversation_id"]}
        return frame_of(told)

    async def _list(self, batch: Batch) -> bytes:
        """Return what changed in the list: made once for all pages that show the same."""
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
        """Return how many each view has, at the same moments for all pages of an agent."""
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
