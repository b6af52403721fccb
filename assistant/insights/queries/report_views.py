"""Hold the figures of the report on the assistant's own work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from assistant.insights.analysis_rows import OrderJoin
from assistant.insights.insight import LEAST_CUSTOMERS, Window
from assistant.insights.queries.insight_views import Point
from assistant.insights.statistics.intervals import Rate, wilson

VERIFIED_AFTER = timedelta(hours=72)
"""Time in which a customer whose matter was not settled comes back; nothing is judged before."""

FEW_VISITS = 20
"""Fewer say little: one more or less moves a share by five points and more."""


class WorkOutcome(StrEnum):
    """Name the outcome of a visit, once it is known whether the customer came back."""

    RESOLVED = "resolved"  # answered, no return within 72 hours, no thumb down
    CAME_BACK = "came_back"  # answered, and the customer asked the same again
    DISLIKED = "disliked"  # answered, and a thumb went down
    UNANSWERED = "unanswered"
    SILENT = "silent"
    HANDED_OVER = "handed_over"


CONTAINED = (WorkOutcome.RESOLVED, WorkOutcome.CAME_BACK, WorkOutcome.DISLIKED)
"""Outcomes of visits that the assistant answered and no person was asked into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCounts:
    """Hold how many visits had each outcome; those in which nothing was asked are left out."""

    customers: int = 0
    counts: Mapping[WorkOutcome, int]

    @property
    def visits(self) -> int:
        """Return the number of visits in which something was asked."""
        return sum(self.counts.values())

    @property
    def contained(self) -> int:
        """Return the number of visits that the assistant answered alone."""
        return sum(self.counts[one] for one in CONTAINED)

    @property
    def is_hidden(self) -> bool:
        """Return whether there are too few customers to show any number."""
        return self.customers < LEAST_CUSTOMERS

    @property
    def is_few(self) -> bool:
        """Return whether the shares say little."""
        return self.visits < FEW_VISITS

    def rate(self, outcome: str) -> Rate:
        """Return the share of an outcome, or of `contained`, among the visits."""
        count = self.contained if outcome == "contained" else self.counts[WorkOutcome(outcome)]
        return wilson(count, self.visits)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTotals:
    """Hold the totals of a window."""

    outcomes: VisitCounts
    talks: int  # visits in which nothing was asked
    sums: Mapping[str, float]  # of the counters of `VisitRow`, by their names; thumbs of few are 0
    scores: int  # ratings that customers gave; 0: too few did
    content: int  # of them 4 or 5
    score_sum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLine:
    """Hold one line of a table: a channel, a language, a topic or a part of the day."""

    name: str
    now: VisitCounts
    before: VisitCounts  # none where there were too few


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTable:
    """Hold the lines of a table, most visits first; parts of the day as they come."""

    lines: tuple[WorkLine, ...]
    left_out: int = 0  # lines of too few customers


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedOrders:
    """Hold the assisted orders that one join tells of; an order that several tell of is in one."""

    join: OrderJoin
    customers: int
    orders: int  # without those that the sales do not name
    lines: int
    value_minor: float  # net of discounts, cancelled orders and returns, in minor units
    returned_minor: float = 0.0  # what came back of them, as far as sales tell
    margin_minor: float | None = None  # of the lines whose cost is known; None: of none
    margin_lines: int = 0  # whose cost is known


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistedOrders:
    """Hold the orders that followed an answer or came of the chat's basket, caused by it or not."""

    conversations: int
    customers: int
    orders: int = 0
    lines: int = 0
    value_minor: float
    returned_minor: float = 0.0
    margin_minor: float | None = None
    margin_lines: int = 0
    joins: tuple[JoinedOrders, ...] = ()  # without those of too few customers; surest first


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantReport:
    """Hold the whole report: a window, beside as long a time before it."""

    window: Window
    before_window: Window
    now: WorkTotals
    before: WorkTotals  # nothing where there was too little
    tables: Mapping[str, WorkTable]  # by channel, topic, language, part of the day
    weeks: tuple[Point, ...]  # resolved, of the week's visits
    assisted: AssistedOrders | None = None  # None: no sale is known, or of too few customers
