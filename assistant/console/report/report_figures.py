"""Put the figures of the report together, for its page and its file. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.insights.queries.report_views import (
    FEW_VISITS,
    AssistantReport,
    VisitCounts,
    WorkOutcome,
    WorkTotals,
)
from assistant.insights.statistics.intervals import Rate, newcombe, wilson

OUTCOMES = (
    "resolved",
    "came_back",
    "disliked",
    "unanswered",
    "silent",
    "handed_over",
    "contained",
)
"""The outcomes in the order that they are read in; `contained` sums the first three."""

_CHANGED: Mapping[str, tuple[str, ...]] = {
    "suggestions": ("sent", "edited", "rejected"),
    "helps": ("sent", "edited", "discarded"),
    "approvals": ("given", "denied"),
}
"""What people decide on, and how they may; the names of counters of `VisitRow`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLine:
    """Hold a share of one window beside that of the time before."""

    section: str
    figure: str
    subject: str = ""  # a channel, a topic ...; "": all of them
    count: int
    of: int
    before: int
    before_of: int

    @property
    def rate(self) -> Rate | None:
        """Return the share with its interval; None: of nothing."""
        return wilson(self.count, self.of) if self.of else None

    @property
    def before_rate(self) -> Rate | None:
        """Return the share of the time before; None: of nothing."""
        return wilson(self.before, self.before_of) if self.before_of else None

    @property
    def change(self) -> Rate | None:
        """Return the difference of both shares, with its interval; None: one is of nothing."""
        if not (self.of and self.before_of):
            return None
        return newcombe(self.count, self.of, self.before, self.before_of)

    @property
    def is_few(self) -> bool:
        """Return whether the share says little."""
        return 0 < self.of < FEW_VISITS


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCost:
    """Hold the work and the cost of a language model in a window."""

    requests: int
    tokens: int
    money: float  # 0: no prices are set
    resolved: int  # visits

    @property
    def per_resolved(self) -> float | None:
        """Return the money for each resolved visit; None: none was resolved, or no price is set."""
        return self.money / self.resolved if self.money and self.resolved else None


def share_lines(report: AssistantReport) -> Iterator[ShareLine]:
    """Yield every share of the report."""
    yield from outcome_lines(report.now.outcomes, report.before.outcomes)
    for section, table in report.tables.items():
        for line in table.lines:
            yield from outcome_lines(line.now, line.before, section=section, subject=line.name)
    yield from changed_lines(report.now, report.before)
    yield from opinion_lines(report.now, report.before)


def outcome_lines(
    now: VisitCounts, before: VisitCounts, *, section: str = "outcome", subject: str = ""
) -> Iterator[ShareLine]:
    """Yield the share of each outcome."""
    for name in OUTCOMES:
        yield ShareLine(
            section=section,
            figure=name,
            subject=subject,
            count=_count(now, name),
            of=now.visits,
            before=_count(before, name),
            before_of=before.visits,
        )


def _count(counts: VisitCounts, name: str) -> int:
    return counts.contained if name == "contained" else counts.counts[WorkOutcome(name)]


def changed_lines(now: WorkTotals, before: WorkTotals) -> Iterator[ShareLine]:
    """Yield people's decisions on the assistant's suggestions, helps and approvals."""
    for section, ways in _CHANGED.items():
        names = [f"{section}_{way}" for way in ways]
        for name in names:
            yield ShareLine(
                section=section,
                figure=name,
                count=int(now.sums[name]),
                of=int(sum(now.sums[one] for one in names)),
                before=int(before.sums[name]),
                before_of=int(sum(before.sums[one] for one in names)),
            )


def opinion_lines(now: WorkTotals, before: WorkTotals) -> Iterator[ShareLine]:
    """Yield the shares of thumbs and ratings of customers."""
    yield ShareLine(
        section="opinion",
        figure="thumbs_up",
        count=int(now.sums["thumbs_up"]),
        of=_thumbs(now),
        before=int(before.sums["thumbs_up"]),
        before_of=_thumbs(before),
    )
    yield ShareLine(
        section="opinion",
        figure="content",
        count=now.content,
        of=now.scores,
        before=before.content,
        before_of=before.scores,
    )


def _thumbs(totals: WorkTotals) -> int:
    return int(totals.sums["thumbs_up"] + totals.sums["thumbs_down"])


def mean_score(totals: WorkTotals) -> float | None:
    """Return the mean rating, from 1 to 5; None: nobody rated."""
    return totals.score_sum / totals.scores if totals.scores else None


def model_cost(totals: WorkTotals) -> ModelCost:
    """Return the work and the cost of a language model."""
    return ModelCost(
        requests=int(totals.sums["model_requests"]),
        tokens=int(totals.sums["model_tokens"]),
        money=totals.sums["model_cost"],
        resolved=totals.outcomes.counts[WorkOutcome.RESOLVED],
    )


def hours_saved(totals: WorkTotals, minutes: int) -> float:
    """Return the hours that people did not spend: resolved visits, `minutes` of work each."""
    return totals.outcomes.counts[WorkOutcome.RESOLVED] * minutes / 60


def known(lines: Sequence[ShareLine]) -> list[ShareLine]:
    """Return the lines that are a share of something, now or before."""
    return [one for one in lines if one.of or one.before_of]
