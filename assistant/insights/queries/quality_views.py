"""Hold the figures of the checks of quality: the assistant's, everybody's, and those of teams."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.insights.analysis_rows import CheckedSide, QualityName
from assistant.insights.insight import LEAST_CUSTOMERS, Window
from assistant.insights.statistics.intervals import Rate, newcombe, wilson

LEAST_AGENTS = 3
"""Least agents behind a figure of people: of two, each could work out the other's."""

SETTLED_AFTER = timedelta(days=7)
"""Time after which it is known whether a customer came back within seven days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTally:
    """Count the visits that a check looked at, and those that it found nothing wrong with."""

    checked: int = 0
    passed: int = 0
    customers: int = 0

    @property
    def is_hidden(self) -> bool:
        """Return whether there are too few customers or visits to show any number."""
        return min(self.checked, self.customers) < LEAST_CUSTOMERS

    @property
    def rate(self) -> Rate:
        """Return the share that passed, with Wilson's interval."""
        return wilson(self.passed, self.checked)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """Hold one check of a scorecard, beside as long a time before."""

    check: QualityName
    side: CheckedSide
    name: str = ""  # of a channel, a language, a reason; "": all
    now: CheckTally
    before: CheckTally = CheckTally()

    @property
    def change(self) -> Rate | None:
        """Return the difference of both shares; None: too few to compare."""
        if self.now.is_hidden or self.before.is_hidden:
            return None
        return newcombe(self.now.passed, self.now.checked, self.before.passed, self.before.checked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Hold the checks of one side or team."""

    side: CheckedSide
    team: str | None = None  # None: the whole side; "": conversations of no team
    lines: tuple[CheckLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityReport:
    """Hold all scorecards: a window, beside as long a time before it."""

    window: Window
    before_window: Window
    cards: tuple[Scorecard, ...]
    few_agents: bool = False  # people's figures are of too few agents to be shown
    teams_left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPlace:
    """Hold the place of a check's finding in one visit."""

    check: QualityName
    side: CheckedSide
    conversation_key: str
    visit_id: str
    message_id: str
    at: datetime  # of the visit
    verdict: str
    reason: str
    doubt: float
    agent_id: str = ""
    channel: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDetail:
    """Hold the figures of one check, by reason, channel, language and topic."""

    window: Window
    lines: tuple[CheckLine, ...]  # a side each
    tables: Mapping[str, tuple[CheckLine, ...]] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)  # of enough customers
    places: tuple[CheckedPlace, ...] = ()  # the newest that failed
