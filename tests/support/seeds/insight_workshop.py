"""What builds rows in tests: a projection that reads next to nothing, and a shop's day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import numpy as np

from assistant.conversation.events import (
    ConversationErased,
    CustomerWrote,
    StoredEvent,
)
from assistant.conversation.ids import AccountId
from assistant.insights.analysis_rows import (
    ExposureRow,
    MessageRow,
    Origin,
    Rows,
    SignalRow,
    SignalType,
    Vector,
    VisitRow,
)
from assistant.insights.insight_steps import InsightSteps
from assistant.insights.lake.lake import Lakes, Tables
from assistant.insights.ports import ImportedText
from assistant.insights.rounds.build_sources import Sources
from assistant.insights.rounds.builder import Builder
from assistant.insights.rounds.learning_round import LearningRound
from integrations.stores.memory.event_log import MemoryEventLog
from integrations.stores.memory.insight_book import MemoryInsightBook
from tests.support.seeds.conversation_events import WIDGET, started, wrote

DIMENSIONS = 64


def vector_of(text: str) -> Vector:
    """Return the direction of a text's words, each of which points somewhere of its own."""
    total = np.zeros(DIMENSIONS, np.float32)
    for word in text.lower().split():
        total += np.random.default_rng(crc32(word.encode())).normal(size=DIMENSIONS)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), np.float32)


class WordsProjection:
    """Every text is a question; "no X" says that X is not sold."""

    def __init__(self, version: str = "1") -> None:
        self.version = version
        self.bought: dict[str, str] = {}
        self.read: list[str] = []  # ids of what was read, in order

    def project(self, conversations: Sequence[Sequence[StoredEvent]]) -> Sequence[Rows]:
        return [self._rows([stored.event for stored in events]) for events in conversations]

    def project_texts(self, texts: Sequence[ImportedText]) -> Sequence[Rows]:
        self.read += [text.message_id for text in texts]
        return [
            _rows(
                [(text.message_id, text.text, text.at or datetime(2026, 1, 1, tzinfo=UTC))],
                origin=text.origin,
                key=text.message_id,
                customer=text.customer_key or text.message_id,
            )
            for text in texts
        ]

    def _rows(self, events: Sequence[object]) -> Rows:
        said = [one for one in events if isinstance(one, CustomerWrote)]
        if not said or any(isinstance(one, ConversationErased) for one in events):
            return Rows()
        key = said[0].conversation_id
        self.read.append(key)
        texts = [(one.message_id, one.text, one.at) for one in said]
        return _rows(texts, origin=Origin.CONVERSATION, key=key, customer=f"k-{key}")


def _rows(
    texts: Sequence[tuple[str, str, datetime]], *, origin: Origin, key: str, customer: str
) -> Rows:
    messages, signals = [], []
    for message_id, text, at in texts:
        message = MessageRow(
            day=at.date(),
            at=at,
            origin=origin,
            conversation_key=key,
            customer_key=customer,
            message_id=message_id,
            language="en",
            text=text,
            question=True,
        )
        messages.append(message)
        if text.startswith("no "):
            signals.append(
                SignalRow(
                    day=at.date(),
                    at=at,
                    origin=origin,
                    conversation_key=key,
                    customer_key=customer,
                    message_id=message_id,
                    type=SignalType.PRODUCT_NOT_FOUND,
                    value=text.removeprefix("no "),
                )
            )
    vectors = {one.message_id: vector_of(one.text) for one in messages}
    first = messages[0]
    visit = VisitRow(
        day=first.day,
        at=first.at,
        ended_at=messages[-1].at,
        conversation_key=key,
        customer_key=customer,
        message_id=first.message_id,
        asked_id=first.message_id,
        language="en",
    )
    visits = [visit] if origin is Origin.CONVERSATION else []
    return Rows(messages=messages, signals=signals, visits=visits, vectors=vectors)


@dataclass(slots=True)
class ListedImports:
    """Imported texts in a list."""

    listed: list[ImportedText] = field(default_factory=list)

    @property
    def version(self) -> str:
        return ",".join(one.message_id for one in self.listed)

    def texts(self) -> Iterable[ImportedText]:
        return list(self.listed)


@dataclass(frozen=True, slots=True)
class ListedExposures:
    """Exposures in a list."""

    listed: Sequence[ExposureRow] = ()

    def rows(self) -> Iterable[ExposureRow]:
        return self.listed


@dataclass(slots=True)
class SetClock:
    """A clock that tells what it is set to."""

    at: datetime = datetime(2026, 3, 20, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


class Workshop:
    """A log, what learns from it, and what it learned."""

    def __init__(self, root: Path, projection: WordsProjection | None = None) -> None:
        self.log = MemoryEventLog()
        self.projection = projection or WordsProjection()
        self.imports = ListedImports()
        self.clock = SetClock()
        self.book = MemoryInsightBook()
        self.lakes = Lakes(root=root)
        self.builder = Builder(
            sources=Sources(log=self.log, imports=self.imports, projection=self.projection),
            exposures=ListedExposures(),
            lakes=self.lakes,
            clock=self.clock,
            dimensions=DIMENSIONS,
        )
        self.acting = InsightSteps(book=self.book, lakes=self.lakes, clock=self.clock)
        self.learning = LearningRound(builder=self.builder, book=self.book, acting=self.acting)

    async def say(self, conversation: str, *texts: str, days_ago: int = 1) -> None:
        """Have a customer write; the conversation begins with the first words."""
        at = self.clock.at - timedelta(days=days_ago)
        if not await self._known(conversation):
            await self.log.start(started(conversation, at=at))
        for text in texts:
            number = len((await self.log.read(wrote("x", conversation).conversation_id)).events)
            message = wrote(f"{conversation}-{number}", conversation, text=text, at=at)
            await self.log.accept(
                message, account_id=AccountId(WIDGET), provider_message_id=message.message_id
            )

    def rows(self) -> list[tuple[str, str]]:
        """Return the id and text of every message that the current build has, by id."""
        messages = Tables().messages
        rows = self.lakes.current().rows(messages.select("message_id", "text"))
        return sorted((row["message_id"], row["text"]) for row in rows)

    def visits(self) -> list[str]:
        """Return the conversation of every visit that the current build has."""
        rows = self.lakes.current().rows(Tables().visits.select("conversation_key"))
        return sorted(row["conversation_key"] for row in rows)

    def topics(self) -> dict[str, str]:
        """Return each message's topic."""
        messages = Tables().messages
        rows = self.lakes.current().rows(messages.select("message_id", "topic"))
        return {row["message_id"]: row["topic"] for row in rows}

    async def _known(self, conversation: str) -> bool:
        return any(
            stored.event.conversation_id == conversation
            for stored in await self.log.tail(0, limit=1_000_000)
        )


def imported(message_id: str, text: str, **changed: str) -> ImportedText:
    return replace(ImportedText(message_id=message_id, text=text), **changed)  # type: ignore[arg-type]
