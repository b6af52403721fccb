"""Look at the guards and the split of an experiment between two builds of insights. Pure.

The sums of the newest build are completed with what the log has since: new visitors, and harm to
those whose 72 hours are not over. The intervals hold at every look, so looking more often costs
nothing but the work.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from assistant.improvement.experiments.experiment_figures import look_at
from assistant.improvement.experiments.experiment_verdict import ExperimentVerdict
from assistant.insights.projection.fresh_talks import FreshTalk
from assistant.insights.queries.experiment_query import WATCHED_S
from assistant.insights.queries.experiment_views import (
    NOTHING_BEFORE,
    ExposedDay,
    ExposedVisitor,
)
from assistant.insights.statistics.arm_comparison import RATIO_RISK
from assistant.kit.experiments.experiment import Experiment, KeptLook, VisitorMetric


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exposure:
    """Hold the first exposure of a visitor, with the harm that the build knows of."""

    at: datetime
    began: datetime
    changed: bool
    share: float
    harms: frozenset[VisitorMetric] = frozenset()
    before: Mapping[VisitorMetric, float] = field(default_factory=lambda: NOTHING_BEFORE)
    is_new: bool = False  # no build has it


def with_fresh(
    experiment_id: str,
    days: Sequence[ExposedDay],
    known: Sequence[ExposedVisitor],
    talks: Sequence[FreshTalk],
) -> list[ExposedDay]:
    """Return the sums of an experiment, of a build with the conversations since.

    `talks` are the conversations that went on since, and `known` the visitors of the build who are
    in one of them.
    """
    visitors = {one.contact: one.visitor for one in known}
    for talk in talks:
        if talk.customer != talk.contact:
            visitors.setdefault(talk.contact, talk.customer)
    exposures = {
        one.visitor: _Exposure(
            at=one.exposed_at,
            began=one.began,
            changed=one.changed,
            share=one.share,
            harms=one.harms,
            before=one.before,
        )
        for one in known
    }
    of: dict[str, list[FreshTalk]] = {}
    for talk in talks:
        of.setdefault(visitors.get(talk.contact, talk.customer), []).append(talk)
    fresh = (
        _fresh_day(exposure, theirs)
        for visitor, theirs in of.items()
        if (exposure := exposures.get(visitor) or _first(experiment_id, theirs)) is not None
    )
    return [*days, *fresh]


def watch(experiment: Experiment, days: Sequence[ExposedDay], *, at: datetime) -> KeptLook | None:
    """Return the look that stops an experiment for its guards or its split; None: nothing is wrong.

    The figures of the metric stay those of the last look.
    """
    now = look_at(experiment, days, at=at)
    if now.ratio_p < RATIO_RISK:
        verdict = ExperimentVerdict.SPLIT_WRONG
    elif any(one.harmed for one in now.guards):
        verdict = ExperimentVerdict.HARMFUL
    else:
        return None
    last = experiment.look or now
    return replace(
        last,
        at=at,
        days=now.days,
        control=now.control,
        changed=now.changed,
        ratio_p=now.ratio_p,
        guards=now.guards,
        verdict=verdict,
    )


def _first(experiment_id: str, talks: Iterable[FreshTalk]) -> _Exposure | None:
    """Return the first exposure in conversations; None: there is none."""
    found = [(exposed, talk) for talk in talks if (exposed := talk.exposures.get(experiment_id))]
    if not found:
        return None
    exposed, talk = min(found, key=lambda one: one[0].at)
    return _Exposure(
        at=exposed.at,
        began=talk.began(exposed.at),
        changed=exposed.changed,
        share=exposed.share,
        is_new=True,
    )


def _fresh_day(exposure: _Exposure, talks: Iterable[FreshTalk]) -> ExposedDay:
    """Return the part of a visitor in the sums: themselves, if they are new, and new harm."""
    until = exposure.at + timedelta(seconds=WATCHED_S)
    visits = (one for talk in talks for one in talk.visits if exposure.began <= one.at <= until)
    met = frozenset[VisitorMetric]().union(*(one.harms for one in visits)) - exposure.harms
    sums: Mapping[VisitorMetric, float] = {one: float(one in met) for one in VisitorMetric}
    return ExposedDay(
        day=exposure.at.date(),
        changed=exposure.changed,
        share=exposure.share,
        visitors=int(exposure.is_new),
        sums=sums,
        squares=sums,
        before=NOTHING_BEFORE,
        before_squares=NOTHING_BEFORE,
        before_products={one: sums[one] * exposure.before[one] for one in VisitorMetric},
    )
