"""Hold the figures that pages show: numbers with their intervals, and redacted words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assistant.insights.insight import Insight, Subject, Unit, Window
from assistant.insights.statistics.intervals import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFilter:
    """Hold the filter of a page; "" matches everything."""

    window: Window
    product_id: str = ""
    category: str = ""
    language: str = ""
    origin: str = ""  # a `rows.Origin`

    def equal(self) -> dict[str, str]:
        """Return the columns and the values that they must equal."""
        return {
            "product_id": self.product_id,
            "category": self.category,
            "language": self.language,
            "origin": self.origin,
        }

    @property
    def is_narrowed(self) -> bool:
        """Return whether the filter narrows figures by anything but time."""
        return any(self.equal().values())


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildStatus:
    """Hold the time of the current build, and whether another is being made."""

    at: datetime | None  # when the current build was made, aware, UTC; None: there is none
    is_building: bool  # another is being made


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Hold the values that figures can be narrowed to; most conversations first."""

    products: tuple[str, ...]  # ids
    categories: tuple[str, ...]
    languages: tuple[str, ...]  # ISO 639-1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Hold one row of a table: a subject and its counts."""

    subject: Subject
    count: int  # distinct conversations
    customers: int
    of: float
    unit: Unit
    rate: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Hold a table, the highest surely reached counts first."""

    lines: tuple[Line, ...]
    left_out: int = 0  # rows of too few customers


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Hold the count and the rate of one week."""

    week: date  # its first day
    count: int | None  # distinct conversations; None: of too few customers
    of: int
    rate: Rate | None  # None with `count`


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLine:
    """Hold a topic in a window, beside the time of the same length before it."""

    topic_id: str
    name: str
    count: int
    customers: int
    rate: Rate  # of all conversations
    before: Rate
    change: Rate | None  # rate less before; None: there was nothing before
    negative: Rate  # share of its opinions that are negative; from 0 to 1 where there is none
    born: date | None
    merged: tuple[str, ...] = ()  # ids of topics that count for it


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectLine:
    """Hold the counts of one aspect."""

    aspect: str
    count: int
    customers: int
    negative: Rate
    examples: tuple[str, ...]  # message ids of negative ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Hold the totals of a window."""

    conversations: int
    customers: int
    messages: int
    answered: Rate  # of the questions
    handed_off: Rate  # of the conversations


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Hold the changes of a window, and the insights to work on."""

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
    """Hold all figures of one product."""

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
    """Hold the redacted words of one message of a customer."""

    message_id: str
    conversation_key: str
    at: datetime
    language: str
    text: str
    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysedMessage:
    """Hold a redacted message of a conversation, with the signals read in it."""

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
