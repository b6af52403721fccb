"""Hold an experiment: a change, its visitors, its metrics and its life. Pure.

waiting -> running -> stopped | ended

It waits for the second signature, where a change needs two. Stopped is taken back from visitors;
ended is decided: the change set goes on as any other.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

ExperimentId = NewType("ExperimentId", str)
"""Identifies an experiment: hex digits, for it stands in addresses of pages and in the log."""

SLOTS = 1_000
"""Slots of a namespace: experiments of one namespace never share a visitor."""


class ExperimentState(StrEnum):
    """Name the states of an experiment."""

    WAITING = "waiting"  # for another signature
    RUNNING = "running"
    STOPPED = "stopped"  # no visitor gets the change any more
    ENDED = "ended"  # decided: its change set is published


class VisitorMetric(StrEnum):
    """Name the metrics of a visitor, from the exposure on; the comment says when each is 1."""

    RESOLVED = "resolved"  # the visit is resolved, and stays so for 72 hours
    HANDED_OVER = "handed_over"  # a person was asked for, or took it, within 72 hours
    DISLIKED = "disliked"  # a thumb went down
    UNANSWERED = "unanswered"  # a question stayed open
    COMPLAINED = "complained"  # a person was called for anger, an insult or a threat
    WAITED = "waited"  # a message waited for too long
    ORDERED = "ordered"  # an order followed, and not all of it came back
    RETURNED = "returned"  # something was sent back, or a return was opened, within 30 days
    ORDER_VALUE = "order_value"  # orders that followed less what came back, in minor units
    TRACED = "traced"  # a basket, a sign-in or a proof leads their orders to the conversation

    @property
    def more_is_better(self) -> bool:
        """Return whether a higher value is better."""
        return self in {
            VisitorMetric.RESOLVED,
            VisitorMetric.ORDERED,
            VisitorMetric.ORDER_VALUE,
        }

    @property
    def is_amount(self) -> bool:
        """Return whether it is an amount of money; else it is 0 or 1, and its mean a share."""
        return self is VisitorMetric.ORDER_VALUE


GUARDS = (
    VisitorMetric.COMPLAINED,
    VisitorMetric.HANDED_OVER,
    VisitorMetric.DISLIKED,
    VisitorMetric.UNANSWERED,
    VisitorMetric.WAITED,
    VisitorMetric.RETURNED,
)
"""The metrics that must not get worse, of an experiment that names no others."""

OF_ORDERS = (VisitorMetric.ORDERED, VisitorMetric.ORDER_VALUE)
"""The metrics that nothing is known of where the sales of the shop are not taken in."""


class ExperimentDeed(StrEnum):
    """Name the moves on an experiment, for its history and for the audit."""

    SIGNED = "signed"  # who wants it to run
    STARTED = "started"
    WIDENED = "widened"  # more visitors get the change
    CONFIRMED = "confirmed"  # who wants everybody to get it
    EXTENDED = "extended"  # everybody gets it but those held back: the last stage
    STOPPED = "stopped"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentMove:
    """Hold one move on an experiment."""

    deed: ExperimentDeed
    at: datetime  # aware, UTC
    by: str = ""  # an agent's id; "": by itself
    note: str = ""  # a share, a verdict, or somebody's reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmFigure:
    """Hold a metric of both arms, with the difference of their means."""

    metric: VisitorMetric
    control: float  # mean of the visitors
    changed: float
    value: float  # changed less control, by stages
    low: float | None  # interval that holds at every look; None: too few visitors
    high: float | None
    harmed: bool = False  # a guard that shows harm


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLook:
    """Hold the figures of an experiment as of one build of insights."""

    at: datetime  # aware, UTC
    days: int  # whole ones since the start
    control: int  # visitors who were exposed
    changed: int
    counted: int  # of both arms, whose time to be measured is over
    information: float  # of the planned sample, 1: it is there
    ratio_p: float
    explained: float  # of the spread, by what visitors did before, in [0, 1]
    primary: ArmFigure
    guards: tuple[ArmFigure, ...]
    verdict: str  # an `experiments.experiment_verdict.ExperimentVerdict`
    orders: ArmFigure | None = None  # what the change causes in orders; None: no sale is known
    traced: ArmFigure | None = None  # of whom orders can be known; None: no sale is known
    orders_changed: int = 0  # changed visitors whose thirty days are over: `orders` is of these
    last_stage: ArmFigure | None = None  # the metric of the last stage's visitors alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """Hold an experiment. It names no customer."""

    experiment_id: ExperimentId
    version: int  # grows with every move: a move made on an older one is refused
    change_id: str  # of the change set that it tries
    kind: str  # of the change
    content: str  # the change as it was when it was signed
    before: str = ""  # the content in its place then
    title: str
    namespace: str = "answers"
    first_slot: int = 0  # of `SLOTS`
    slots: int = SLOTS
    share: float  # of its visitors who get the change, in (0, 1)
    metric: VisitorMetric = VisitorMetric.RESOLVED
    least: float  # least difference worth having, positive, in the metric's unit
    planned: int  # visitors of both arms
    guards: tuple[VisitorMetric, ...] = GUARDS
    needed: int = 1  # signatures
    held_back: float = 0.0  # share of the visitors without the change in the last stage
    held_days: int = 0  # that the last stage takes
    state: ExperimentState = ExperimentState.WAITING
    proposed_at: datetime  # aware, UTC
    moves: tuple[ExperimentMove, ...] = ()  # the oldest first
    looks: tuple[KeptLook, ...] = ()  # the oldest first, one a day

    @property
    def signers(self) -> tuple[str, ...]:
        """Return the people who want it to run, each once."""
        signed = (one.by for one in self.moves if one.deed is ExperimentDeed.SIGNED)
        return tuple(dict.fromkeys(signed))

    @property
    def confirmers(self) -> tuple[str, ...]:
        """Return the people who want everybody to get the change, each once."""
        confirmed = (one.by for one in self.moves if one.deed is ExperimentDeed.CONFIRMED)
        return tuple(dict.fromkeys(confirmed))

    @property
    def last_stage_since(self) -> datetime | None:
        """Return the time since when everybody but those held back gets it; None: not yet."""
        found = (one.at for one in self.moves if one.deed is ExperimentDeed.EXTENDED)
        return next(found, None)

    @property
    def last_stage_until(self) -> datetime | None:
        """Return the time when the last stage is over; None: it has not begun."""
        since = self.last_stage_since
        return None if since is None else since + timedelta(days=self.held_days)

    @property
    def is_open(self) -> bool:
        """Return whether it waits or runs: its change set waits for it."""
        return self.state in {ExperimentState.WAITING, ExperimentState.RUNNING}

    @property
    def began_at(self) -> datetime | None:
        """Return the time when the first visitors could get the change; None: not yet."""
        found = (one.at for one in self.moves if one.deed is ExperimentDeed.STARTED)
        return next(found, None)

    @property
    def stage_since(self) -> datetime | None:
        """Return the time since when so many visitors get the change."""
        found = [
            one.at
            for one in self.moves
            if one.deed in {ExperimentDeed.STARTED, ExperimentDeed.WIDENED, ExperimentDeed.EXTENDED}
        ]
        return found[-1] if found else None

    @property
    def ended_at(self) -> datetime | None:
        """Return the time when it was stopped or decided; None: it is open."""
        found = [
            one.at
            for one in self.moves
            if one.deed in {ExperimentDeed.STOPPED, ExperimentDeed.ENDED}
        ]
        return found[-1] if found else None

    @property
    def look(self) -> KeptLook | None:
        """Return the newest figures; None: there are none yet."""
        return self.looks[-1] if self.looks else None

    def with_move(self, move: ExperimentMove) -> "Experiment":
        """Return the experiment after one more move."""
        return replace(self, version=self.version + 1, moves=(*self.moves, move))
