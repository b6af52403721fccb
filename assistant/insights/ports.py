"""What the engine of insights needs from around it, on one page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.conversation.events import StoredEvent
from assistant.insights.rows import Origin, Rows


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
