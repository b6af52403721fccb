"""Find topics that come up more than they used to.

At once, week after week, or for the first time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.insights.insight import Subject, Window
from assistant.insights.kinds.insight_type import InsightType, JudgedGroup, SearchScope
from assistant.insights.kinds.judgement import enough
from assistant.insights.ratios import WEEK, Group, Weekly, customers, weekly
from assistant.insights.statistics.intervals import wilson
from assistant.insights.statistics.weekly_change import (
    DRIFT_LIMIT,
    YEAR,
    SpikeTest,
    Weeks,
    dispersion,
    find_drift,
    find_spikes,
    seasonal_factors,
)

BASELINE_WEEKS = 8
SKIPPED_WEEKS = 1  # between the baseline and now, for a spike that had begun
FALSE_SHARE = 0.003
"""Greatest share of false ones among the topics found to spike (Benjamini-Hochberg's q).

It is small because every day's last seven days are tested: some three independent tests a week.
Chosen in a simulated year (benchmarks/insights/shop_year.py, seed 7): .02 had 0.17 false alarms
of spikes a week and missed 1 of 15, .005 0.08 and 2, .002 0.02 and 5.
"""

RATIO = 1.5
"""Least ratio to the weeks before, at the lower end of its interval."""
LEAST = 5
DRIFT_WEEKS = 12  # that are added up
DRIFT_BASELINE_WEEKS = 12  # before them
DRIFT_RATIO = 1.2
_MONTH = 4  # weeks
_NEEDED = 1 + SKIPPED_WEEKS + BASELINE_WEEKS


def find_spikes_and_drifts(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Return spikes of the last seven days, and drifts of the last twelve weeks."""
    seen = weekly(
        asked.lake, asked.tables, type_.ratio, asked.window.until, weeks=YEAR + _DRIFT_NEEDED + 1
    )
    seen = since_first_talk(seen)
    if seen.weeks < _NEEDED or not seen.subjects:
        return []
    window = Window.before(asked.window.until, days=WEEK)
    behind = customers(asked.lake, asked.tables, type_.ratio, window)
    spikes = _spikes(seen, behind, window)
    drifts = _drifts(seen, behind, window) if seen.weeks >= _DRIFT_NEEDED else []
    told = {one.group.subject for one in spikes}
    return spikes + [one for one in drifts if one.group.subject not in told]


def since_first_talk(seen: Weekly) -> Weekly:
    """Leave out the weeks before the first conversation, and topics without any since."""
    weeks = np.flatnonzero(seen.exposure)
    if not len(weeks):
        return Weekly(subjects=(), counts=np.zeros((0, 0)), exposure=np.zeros(0))
    first = int(weeks[0])
    exposure = np.maximum(seen.exposure[first:], 1.0)
    return Weekly(subjects=seen.subjects, counts=seen.counts[:, first:], exposure=exposure)


def test_last_week(seen: Weekly) -> SpikeTest:
    """Test the last week against the eight before the one before it, seasons allowed for."""
    factors = seasonal_factors(seen.counts, seen.exposure, weeks=_NEEDED)
    exposure = seen.exposure[-_NEEDED:] * factors
    return find_spikes(
        Weeks(
            now=seen.counts[:, -1],
            now_exposure=exposure[:, -1],
            before=seen.counts[:, -_NEEDED:][:, :BASELINE_WEEKS],
            before_exposure=exposure[:, :BASELINE_WEEKS],
        )
    )


def group_of(subject: Subject, behind: Mapping[Subject, tuple[int, int]], of: int) -> Group:
    """Return the distinct conversations and customers behind a topic."""
    count, people = behind.get(subject, (0, 0))
    return Group(subject=subject, count=count, customers=people, of=max(of, count))


def _spikes(
    seen: Weekly, behind: Mapping[Subject, tuple[int, int]], window: Window
) -> list[JudgedGroup]:
    tested = test_last_week(seen)
    risen = (tested.q <= FALSE_SHARE) & (tested.ratio_low >= RATIO) & (seen.counts[:, -1] >= LEAST)
    past = slice(-_NEEDED, -1 - SKIPPED_WEEKS)
    return [
        replace(
            one,
            details={
                "shape": "spike",
                "expected": float(tested.expected[index]),
                **one.details,
                "overdispersion": tested.overdispersion,
            },
        )
        for index, one in _judged(seen, behind, window, tested=tested, risen=risen, past=past)
    ]


_DRIFT_NEEDED = DRIFT_WEEKS + DRIFT_BASELINE_WEEKS


def _drifts(
    seen: Weekly, behind: Mapping[Subject, tuple[int, int]], window: Window
) -> list[JudgedGroup]:
    """Return topics whose weeks add up, and whose last month is surely above the weeks before."""
    factors = seasonal_factors(seen.counts, seen.exposure, weeks=_DRIFT_NEEDED)
    exposure = seen.exposure[-_DRIFT_NEEDED:] * factors
    counts = seen.counts[:, -_DRIFT_NEEDED:]
    past, past_exposure = counts[:, :DRIFT_BASELINE_WEEKS], exposure[:, :DRIFT_BASELINE_WEEKS]
    phi, _ = dispersion(past, past_exposure)
    usual = past.sum(axis=1) / past_exposure.sum(axis=1)
    recent, recent_exposure = counts[:, DRIFT_BASELINE_WEEKS:], exposure[:, DRIFT_BASELINE_WEEKS:]
    drift = find_drift(recent, usual[:, None] * recent_exposure, overdispersion=phi)
    month = Weeks(
        now=recent[:, -_MONTH:].sum(axis=1),
        now_exposure=recent_exposure[:, -_MONTH:].sum(axis=1),
        before=past,
        before_exposure=past_exposure,
    )
    tested = find_spikes(month)
    risen = (
        (drift.reached > DRIFT_LIMIT)
        & (tested.q <= FALSE_SHARE)
        & (tested.ratio_low >= DRIFT_RATIO)
    )
    weeks = slice(-_DRIFT_NEEDED, -DRIFT_WEEKS)
    return [
        replace(
            one,
            at_least=one.at_least / _MONTH,
            details={
                "shape": "drift",
                "weeks": int(DRIFT_WEEKS - drift.began[index]),
                **one.details,
                "cusum": float(drift.reached[index]),
            },
        )
        for index, one in _judged(seen, behind, window, tested=tested, risen=risen, past=weeks)
    ]


def _judged(
    seen: Weekly,
    behind: Mapping[Subject, tuple[int, int]],
    window: Window,
    *,
    tested: SpikeTest,
    risen: NDArray[np.bool_],
    past: slice,  # the weeks that are the baseline
) -> Iterator[tuple[int, JudgedGroup]]:
    """Yield the topics that rose over their baseline, each with its index in `seen`."""
    for index in np.flatnonzero(risen).tolist():
        group = group_of(seen.subjects[index], behind, int(seen.exposure[-1]))
        before = int(seen.counts[index, past].sum())
        if not enough(group) or before == 0:  # without a past it emerges
            continue
        yield (
            index,
            JudgedGroup(
                group=group,
                rate=wilson(group.count, group.of),
                baseline=wilson(before, int(seen.exposure[past].sum())),
                at_least=float((tested.ratio_low[index] - 1) * tested.expected[index]),
                window=window,
                details={
                    "ratio": float(tested.ratio[index]),
                    "ratio_low": float(tested.ratio_low[index]),
                    "q": float(tested.q[index]),
                },
            ),
        )


NEW_WEEKS = 2
BEFORE_WEEKS = 8
LEAST_CONVERSATIONS = 10
STRAY = 0.02
"""Greatest share of a new topic's conversations that may be older: classification errs."""


def find_emerging_topics(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Return topics of the last two weeks that the eight before know nothing of."""
    weeks = NEW_WEEKS + BEFORE_WEEKS
    seen = weekly(asked.lake, asked.tables, type_.ratio, asked.window.until, weeks=weeks)
    if not seen.subjects or (seen.exposure == 0).any():
        return []  # what was before is not known, so that nothing is known to be new
    now, before = seen.counts[:, -NEW_WEEKS:].sum(axis=1), seen.counts[:, :-NEW_WEEKS].sum(axis=1)
    new = (now >= LEAST_CONVERSATIONS) & (before <= np.floor(STRAY * now))
    window = Window.before(asked.window.until, days=NEW_WEEKS * WEEK)
    behind = customers(asked.lake, asked.tables, type_.ratio, window)
    found = []
    for index in np.flatnonzero(new):
        group = group_of(seen.subjects[index], behind, int(seen.exposure[-NEW_WEEKS:].sum()))
        if enough(group):
            rate = wilson(group.count, group.of)
            at_least = rate.low * group.of
            found.append(JudgedGroup(group=group, rate=rate, at_least=at_least, window=window))
    return found
