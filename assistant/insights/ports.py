"""Declare everything that the insights need from around them, on one page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from assistant.conversation.events import StoredEvent
from assistant.insights.analysis_rows import ExposureRow, Origin, Rows
from assistant.insights.insight import Insight, InsightId
from assistant.ports import PortError


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedText:
    """Hold a review or a customer's message of another system, redacted before it got here."""

    message_id: str
    text: str  # redacted
    origin: Origin = Origin.REVIEW
    language: str = ""  # "": to be found out
    product: str = ""  # id, SKU or name, as the file has it
    rating: float | None = None  # stars, 1 to 5
    at: datetime | None = None  # aware, UTC; None: unknown
    customer_key: str = ""  # keyed hash; "": each text counts as a customer of its own


class Projection(Protocol):
    """Make rows from conversations and texts, the same rows on every replay.

    It is pure but for the encoder.
    """

    @property
    def version(self) -> str:
        """Return the version of rules, lexicons and classifiers; a new one makes all rows again."""
        ...

    @property
    def bought(self) -> Mapping[str, str]:
        """Return, for each key of a customer or a basket, a hash of the purchases.

        Where the hash changes, the conversations of that key are read again.
        """
        ...

    def project(self, conversations: Sequence[Sequence[StoredEvent]]) -> Sequence[Rows]:
        """Return each conversation's rows; no rows for an erased conversation."""
        ...

    def project_texts(self, texts: Sequence[ImportedText]) -> Sequence[Rows]:
        """Return each imported text's rows."""
        ...


class Imports(Protocol):
    """List the imported texts that are kept, for every full build to read again."""

    @property
    def version(self) -> str:
        """Return a version that changes whenever a text comes or goes."""
        ...

    def texts(self) -> Iterable[ImportedText]: ...


class Exposures(Protocol):
    """List the exposures that the shop reports: units sold, pages seen."""

    def rows(self) -> Iterable[ExposureRow]:
        """Return all exposures that are known; each build reads them again."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicEdit:
    """Hold people's changes of a topic; they hold in every later build."""

    topic_id: str
    names: dict[str, str] = field(default_factory=dict)  # by language; none: as it was found
    merged_into: str = ""  # id of the topic that its messages count for
    split: bool = False  # to be taken apart by the next build


def merges(edits: Sequence[TopicEdit]) -> dict[str, str]:
    """Return, for every merged topic, the topic that its messages count for in the end."""
    into = {one.topic_id: one.merged_into for one in edits if one.merged_into}
    found: dict[str, str] = {}
    for topic in into:
        end, seen = topic, set[str]()
        while end in into and end not in seen:
            seen.add(end)
            end = into[end]
        if end != topic:
            found[topic] = end
    return found


class InsightBook(Protocol):
    """Keep insights with their history, and people's changes of topics.

    Every method may raise `LogUnavailableError`.
    """

    async def all(self) -> Sequence[Insight]:
        """Return every insight, the highest score first."""
        ...

    async def get(self, insight_id: InsightId) -> Insight:
        """Return an insight by its id.

        Raises:
            UnknownInsightError: there is no such insight.
        """
        ...

    async def put(self, insight: Insight, *, expected_version: int | None) -> None:
        """Store an insight; `expected_version` None: it must be new.

        Raises:
            InsightConflictError: what is stored has another version; read it again.
        """
        ...

    async def unannounced(self, *, limit: int) -> Sequence[tuple[Insight, int]]:
        """Return insights with happenings to announce, each with the number announced before.

        The happenings of an insight are its finding, then its moves.
        """
        ...

    async def mark_announced(self, insight_id: InsightId, happenings: int) -> None:
        """Store how many of an insight's happenings were announced; fewer change nothing."""
        ...

    async def topic_edits(self) -> Sequence[TopicEdit]: ...

    async def edit_topic(self, edit: TopicEdit) -> None:
        """Store people's changes of a topic, replacing their earlier ones."""
        ...


class UnknownInsightError(PortError):
    """Say that there is no insight of this id."""


class InsightConflictError(PortError):
    """Say that somebody else moved the insight: read it again and decide again."""
