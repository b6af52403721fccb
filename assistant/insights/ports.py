"""What the engine of insights needs from around it, on one page."""

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
    """A review or a customer's message of another system, redacted before it got here."""

    message_id: str
    text: str  # redacted
    origin: Origin = Origin.REVIEW
    language: str = ""  # "": to be found out
    product: str = ""  # id, SKU or name, as the file has it
    rating: float | None = None  # stars, 1 to 5
    at: datetime | None = None  # aware, UTC; None: unknown
    customer_key: str = ""  # keyed hash; "": each text counts as a customer of its own


class Projection(Protocol):
    """Makes rows of what was said: pure but for the encoder, so that replay gives the same rows."""

    @property
    def version(self) -> str:
        """Name the rules, lexicons and classifiers; another version makes all rows again."""
        ...

    @property
    def bought(self) -> Mapping[str, str]:
        """Name what each customer bought, by key.

        Where a name changes, the customer's conversations are read again.
        """
        ...

    def project(self, conversations: Sequence[Sequence[StoredEvent]]) -> Sequence[Rows]:
        """Return each conversation's rows; none for one that is erased."""
        ...

    def project_texts(self, texts: Sequence[ImportedText]) -> Sequence[Rows]:
        """Return each imported text's rows."""
        ...


class Imports(Protocol):
    """The imported texts that are kept, for every full build to read again."""

    @property
    def version(self) -> str:
        """Change whenever a text comes or goes."""
        ...

    def texts(self) -> Iterable[ImportedText]: ...


class Exposures(Protocol):
    """How often things could have happened, where the shop tells: units sold, pages seen."""

    def rows(self) -> Iterable[ExposureRow]:
        """Return everything that is known; each build takes it in anew."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicEdit:
    """What people made of a topic; it holds whatever later builds find."""

    topic_id: str
    names: dict[str, str] = field(default_factory=dict)  # by language; none: as it was found
    merged_into: str = ""  # id of the topic that its messages count for
    split: bool = False  # to be taken apart by the next build


class InsightBook(Protocol):
    """Keeps insights with their history, and what people made of topics.

    Every method may raise `LogUnavailableError`.
    """

    async def all(self) -> Sequence[Insight]:
        """Return every insight, the highest score first."""
        ...

    async def get(self, insight_id: InsightId) -> Insight:
        """Return one.

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
        """Return insights of which others are to be told more, and of how much they were.

        An insight's happenings are that it was found, then its moves; the number counts them.
        """
        ...

    async def mark_announced(self, insight_id: InsightId, happenings: int) -> None:
        """Note that others were told of so many of an insight's happenings; fewer: no change."""
        ...

    async def topic_edits(self) -> Sequence[TopicEdit]: ...

    async def edit_topic(self, edit: TopicEdit) -> None:
        """Store what was made of a topic, in the place of what was made of it before."""
        ...


class UnknownInsightError(PortError):
    """There is no insight of this id."""


class InsightConflictError(PortError):
    """Somebody else moved the insight: read it again, decide again."""
