"""Hold insights: a finding, and the moves of people on it.

No words of customers are in them, only the ids of their messages.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from assistant.insights.statistics.intervals import Rate

InsightId = NewType("InsightId", str)

LEAST_CUSTOMERS = 5
"""Least distinct customers of a number that is shown."""


class Kind(StrEnum):
    """Name the types of insights."""

    UNMET_DEMAND = "unmet_demand"
    OUT_OF_STOCK_DEMAND = "out_of_stock_demand"
    VOCABULARY_GAP = "vocabulary_gap"
    MISSING_ATTRIBUTE = "missing_attribute"
    SIZE_CONFUSION = "size_confusion"
    CONTENT_GAP = "content_gap"
    CONTRADICTION = "contradiction"
    PRICE_OBJECTION = "price_objection"
    COMPETITOR_MENTION = "competitor_mention"
    DEFECT_CLUSTER = "defect_cluster"
    POLICY_FRICTION = "policy_friction"
    EMERGING_TOPIC = "emerging_topic"
    SPIKE = "spike"
    CONVERSION_INFLUENCE = "conversion_influence"
    BUNDLE = "bundle"
    REGIONAL_PAIN = "regional_pain"
    LANGUAGE_DEMAND = "language_demand"
    JOURNEY_DROP = "journey_drop"


class Owner(StrEnum):
    """Name the team that an insight is work for, unless somebody else accepts it."""

    BUYING = "buying"
    MERCHANDISING = "merchandising"
    CONTENT = "content"
    QUALITY = "quality"
    PRICING = "pricing"
    LOGISTICS = "logistics"
    SERVICE = "service"


class Unit(StrEnum):
    """Name the unit of a rate's denominator."""

    CONVERSATIONS = "conversations"  # of the window
    PRODUCT_TALKS = "product_talks"  # conversations about the product
    ATTRIBUTE_QUESTIONS = "attribute_questions"  # conversations that ask for the attribute
    TOPIC_TALKS = "topic_talks"  # conversations on the topic
    QUESTIONS = "questions"  # conversations in the language that ask something
    DELIVERY_TALKS = "delivery_talks"  # conversations from the region with an order
    CITATIONS = "citations"  # conversations in which the document was cited
    TURNS = "turns"  # conversations with such a reply of the assistant
    UNITS_SOLD = "units_sold"
    DAYS = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Hold the days from `since` to before `until`, UTC."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """Return the number of days."""
        return (self.until - self.since).days

    @classmethod
    def before(cls, until: date, *, days: int) -> "Window":
        """Return the last `days` days before `until`."""
        return cls(since=until - timedelta(days=days), until=until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Hold the subject of an insight; with its kind it identifies the insight in every build."""

    product_id: str = ""
    variant_id: str = ""
    category: str = ""
    topic: str = ""  # id
    language: str = ""
    region: str = ""
    value: str = ""  # of the signal: an attribute, a competitor, a document ...

    def named(self) -> dict[str, str]:
        """Return the fields that are not empty."""
        names = ("product_id", "variant_id", "category", "topic", "language", "region", "value")
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """Hold the rate of an event: conversations with it, of those that could have had it."""

    count: int  # distinct conversations
    customers: int  # distinct
    of: float  # the denominator, in `unit`
    unit: Unit
    rate: Rate  # of one; times 1,000 for reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Hold one result of a build: a subject, its rate and the rate it is compared with."""

    kind: Kind
    subject: Subject
    window: Window
    measure: Measurement
    baseline: Rate | None = None  # the rate compared with, in the same unit; None: no comparison
    products: tuple[str, ...] = ()  # ids, most conversations first
    variants: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()  # message ids; the words stay where erasing finds them
    details: Mapping[str, float | str] = field(default_factory=dict)  # further numbers of the kind
    score: float = 0.0  # conversations concerned at the least, weighed by the kind: the rank

    @property
    def insight_id(self) -> InsightId:
        """Return the insight's id, the same in every build."""
        return identify(self.kind, self.subject)


def identify(kind: Kind, subject: Subject) -> InsightId:
    """Return the id of the insight of a kind on a subject: 16 hex digits."""
    parts = [kind, *(f"{name}={value}" for name, value in sorted(subject.named().items()))]
    return InsightId(hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16])


class Status(StrEnum):
    """Name the status of an insight."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DONE = "done"  # waits for its effect
    MEASURED = "measured"
    DISMISSED = "dismissed"


class EffectVerdict(StrEnum):
    """Name the verdict that the interval of an effect allows."""

    FELL = "fell"
    ROSE = "rose"
    UNDECIDED = "undecided"  # the interval of the difference holds 0
    TOO_FEW = "too_few"  # too little was seen since


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Hold the rates before and after something was done, with the same denominator."""

    before: Measurement
    after: Measurement
    before_window: Window
    after_window: Window
    difference: Rate  # after less before, of one
    verdict: EffectVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Hold one step that somebody took with an insight."""

    to: Status
    at: datetime  # aware, UTC
    by: str  # id of a person of the shop; "build": found again, or measured
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """Hold a finding with its history."""

    finding: Finding
    status: Status = Status.OPEN
    owner: str = ""  # a person's id, or an `Owner`
    note: str = ""
    reason: str = ""  # why it was dismissed
    quiet_until: date | None = None  # dismissed: not raised again before
    done_on: date | None = None
    effect: Effect | None = None
    first_seen: date
    found_at: datetime | None = None  # aware, UTC: when a build first told of it; None: unknown
    last_seen: date  # day that the last build which found it looks back from
    moves: tuple[Move, ...] = ()
    version: int = 0  # grows with every move: a move made on an older one is refused

    @property
    def insight_id(self) -> InsightId:
        """Return the id of the finding."""
        return self.finding.insight_id

    @property
    def happenings(self) -> int:
        """Return the number of happenings: the finding itself, and each move."""
        return 1 + len(self.moves)
