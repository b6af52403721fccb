"""What pages are given: numbers with their intervals, and redacted words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assistant.insights.insight import Insight, Subject, Unit, Window
from assistant.insights.statistics.intervals import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFilter:
    """What a page looks at; "" lets everything pass."""

    window: Window
    product_id: str = ""
    category: str = ""
    language: str = ""
    origin: str = ""  # a `rows.Origin`

    def equal(self) -> dict[str, str]:
        """Return the columns that must equal something."""
        return {
            "product_id": self.product_id,
            "category": self.category,
            "language": self.language,
            "origin": self.origin,
        }

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything but the time narrows it."""
        return any(self.equal().values())


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildStatus:
    """How the figures stand."""

    at: datetime | None  # when the current build was made, aware, UTC; None: there is none
    is_building: bool  # another is being made


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What there is to narrow figures down to; most conversations first."""

    products: tuple[str, ...]  # ids
    categories: tuple[str, ...]
    languages: tuple[str, ...]  # ISO 639-1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a table: a subject, and how often."""

    subject: Subject
    count: int  # distinct conversations
    customers: int
    of: float
    unit: Unit
    rate: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A table, the surest and most first."""

    lines: tuple[Line, ...]
    left_out: int = 0  # rows of too few customers


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One week."""

    week: date  # its first day
    count: int | None  # distinct conversations; None: of too few customers
    of: int
    rate: Rate | None  # None with `count`


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLine:
    """A topic in a window, beside as long a time before it."""

    topic_id: str
    name: str
    count: int
    customers: int
    rate: Rate  # of all conversations
    before: Rate
    change: Rate  # rate less before
    negative: Rate  # share of its opinions that are negative; from 0 to 1 where there is none
    born: date | None
    merged: tuple[str, ...] = ()  # ids of topics that count for it


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectLine:
    """How an aspect is spoken of."""

    aspect: str
    count: int
    customers: int
    negative: Rate
    examples: tuple[str, ...]  # message ids of negative ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a window holds."""

    conversations: int
    customers: int
    messages: int
    answered: Rate  # of the questions
    handed_off: Rate  # of the conversations


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What changed and what to do."""

    totals: Totals
    before: Totals  # as long a time before
    new: tuple[Insight, ...]  # first seen in the last seven days, the highest score first
    open: tuple[Insight, ...]  # of those still found
    in_hand: tuple[Insight, ...]  # accepted
    measured: tuple[Insight, ...]  # the newest first
    built_at: datetime | None
    last_day: date | None  # of the last build's window

    @property
    def is_quiet(self) -> bool:
        """Return whether nothing qualifies."""
        return not (self.new or self.open)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductView:
    """Everything about one product."""

    product_id: str
    talks: Line
    signals: Lines  # by (type in `Subject.category`, value)
    attributes: Lines  # unanswered, of those asked
    aspects: tuple[AspectLine, ...]
    topics: tuple[TopicLine, ...]
    beside: Lines  # products of the same conversations
    weeks: tuple[Point, ...]
    insights: tuple[Insight, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Redacted words of a customer."""

    message_id: str
    conversation_key: str
    at: datetime
    language: str
    text: str
    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysedMessage:
    """A redacted message of a conversation, and what was read off it."""

    message_id: str
    at: datetime
    text: str
    language: str
    product_id: str
    intent: str
    answered: str
    reason: str
    topic: str
    rating: float | None
    signals: tuple[Mapping[str, str], ...]  # `type`, `value`, `polarity`
