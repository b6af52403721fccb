"""Read the sources of a build: conversations with new events, imported texts that came or went."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

from assistant.conversation.events import StoredEvent
from assistant.conversation.ids import ConversationId
from assistant.insights.analysis_rows import Origin, Rows, SignalType
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.ports import ImportedText, Imports, Projection
from assistant.ports import EventLog

_TAIL = 2_000  # events read at once
_CUSTOMERS = 2_000  # asked for at once
_BATCH = 64  # conversations or texts in memory at once

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done, and of how much (0: unknown)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Hold the ids of conversations and imported texts."""

    conversations: Sequence[str] = ()
    texts: Collection[str] = ()

    def __len__(self) -> int:
        return len(self.conversations) + len(self.texts)

    def without(self, known: Collection[str]) -> "Keys":
        """Return the ids that are not known."""
        return Keys(
            conversations=[one for one in self.conversations if one not in known],
            texts=[one for one in self.texts if one not in known],
        )

    def plus(self, other: "Keys") -> "Keys":
        """Return the ids of both, each once."""
        return Keys(
            conversations=list(dict.fromkeys([*self.conversations, *other.conversations])),
            texts=list(dict.fromkeys([*self.texts, *other.texts])),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Hold the ids that a build has to read, and those it has to forget."""

    position: int  # of the last event looked at
    keys: Keys  # conversations in the order in which they last went on
    gone: frozenset[str] = frozenset()  # imported texts that are kept no more

    @property
    def is_empty(self) -> bool:
        """Return whether there are no changes."""
        return not (len(self.keys) or self.gone)


async def news_of_log(log: EventLog, *, after: int, progress: Progress) -> News:
    """Return the conversations that have events past a position."""
    touched: dict[str, None] = {}
    position, seen = after, 0
    while events := await log.tail(position, limit=_TAIL):
        for stored in events:
            touched.pop(stored.event.conversation_id, None)
            touched[stored.event.conversation_id] = None
        position, seen = events[-1].position, seen + len(events)
        progress("events", seen, 0)
    return News(position=position, keys=Keys(conversations=tuple(touched)))


def news_of_imports(imports: Imports, lake: Lake | None) -> tuple[list[str], frozenset[str]]:
    """Return the ids of imported texts that `lake` lacks, and those it should no longer have."""
    kept: set[str] = set()
    if lake is not None:
        messages = Tables().messages
        ids = messages.filter(messages.origin != Origin.CONVERSATION).select("message_id")
        kept = {row["message_id"] for row in lake.rows(ids)}
    there = dict.fromkeys(text.message_id for text in imports.texts())
    return [one for one in there if one not in kept], frozenset(kept - there.keys())


def news_of_sales(
    bought: Mapping[str, str], before: Mapping[str, str], lake: Lake
) -> Iterator[str]:
    """Yield the conversations of `lake` whose customer or basket has other purchases since."""
    changed = sorted(
        key for key in bought.keys() | before.keys() if bought.get(key) != before.get(key)
    )
    messages, signals = Tables().messages, Tables().signals
    own = messages.filter(messages.origin == Origin.CONVERSATION)
    baskets = signals.filter(signals.type == SignalType.BASKET)
    for start in range(0, len(changed), _CUSTOMERS):
        keys = changed[start : start + _CUSTOMERS]
        of_customers = own.filter(own.customer_key.isin(keys)).select("conversation_key")
        of_baskets = baskets.filter(baskets.value.isin(keys)).select("conversation_key")
        for row in lake.rows(of_customers.union(of_baskets, distinct=True)):
            yield row["conversation_key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Read the event log and the imported texts as rows."""

    log: EventLog
    imports: Imports
    projection: Projection

    async def read(self, keys: Keys) -> AsyncIterator[list[tuple[str, Rows]]]:
        """Yield rows in batches, each with the id of its conversation or text.

        The next batch is read from the log while rows are made of this one.
        """
        batches = list(_batches(keys.conversations))
        reading = asyncio.ensure_future(self._events(batches[0] if batches else ()))
        for batch, following in zip_longest(batches, batches[1:], fillvalue=()):
            events = await reading
            reading = asyncio.ensure_future(self._events(following))
            rows = await asyncio.to_thread(self.projection.project, events)
            yield list(zip(batch, rows, strict=True))
        await reading
        texts = self._texts(frozenset(keys.texts))
        while batch_of_texts := list(islice(texts, _BATCH)):
            rows = await asyncio.to_thread(self.projection.project_texts, batch_of_texts)
            ids = (one.message_id for one in batch_of_texts)
            yield list(zip(ids, rows, strict=True))

    def _texts(self, wanted: frozenset[str]) -> Iterator[ImportedText]:
        if wanted:
            yield from (one for one in self.imports.texts() if one.message_id in wanted)

    async def _events(self, ids: Sequence[str]) -> list[tuple[StoredEvent, ...]]:
        return [(await self.log.read(ConversationId(one))).events for one in ids]


def _batches(things: Sequence[str]) -> Iterator[Sequence[str]]:
    return (things[start : start + _BATCH] for start in range(0, len(things), _BATCH))
