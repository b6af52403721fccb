"""Judge groups in the ways that several types share.

All of them use the interval's lower end: 3 of 500 do not outrank 30 of 5,000.
"""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.stats import hypergeom

from assistant.insights.insight import LEAST_CUSTOMERS, Subject
from assistant.insights.kinds.insight_type import Find, InsightType, Judge, JudgedGroup, SearchScope
from assistant.insights.ratios import Group, groups, totals
from assistant.insights.statistics.disproportionality import shrink
from assistant.insights.statistics.intervals import Rate, garwood, newcombe, wilson
from assistant.insights.statistics.weekly_change import benjamini_hochberg

FALSE_SHARE = 0.01
"""Greatest share of false ones among the groups found to differ (Benjamini-Hochberg's q).

A window of four weeks is tested every day, so that .05 would be reached by chance in some weeks.
"""


def judging(judge: Judge) -> Find:
    """Return a function that judges the window's groups whose subject is known in full."""

    def find(type_: InsightType, asked: SearchScope) -> Sequence[JudgedGroup]:
        every = groups(asked.lake, asked.tables, type_.ratio, asked.window)
        return judge([one for one in every if one.subject.named().keys() >= {*type_.ratio.by}])

    return find


def enough(group: Group) -> bool:
    """Return whether a group has enough customers to be reported at all."""
    return group.customers >= LEAST_CUSTOMERS


def counted(all_: Sequence[Group]) -> list[JudgedGroup]:
    """Judge each group by itself: the least number of conversations it may be."""
    found = []
    for group in filter(enough, all_):
        rate = wilson(group.count, group.of)
        found.append(JudgedGroup(group=group, rate=rate, at_least=rate.low * group.of))
    return found


def above_others(all_: Sequence[Group]) -> list[JudgedGroup]:
    """Judge each group against all others together: it must exceed their share."""
    count, of = sum(one.count for one in all_), sum(one.of for one in all_)
    if len(all_) < 2 or count == 0:  # noqa: PLR2004  # there is no other
        return []
    chances = [hypergeom.sf(one.count - 1, of, count, one.of) for one in all_]
    adjusted = benjamini_hochberg(np.array(chances))
    found = []
    for group, q in zip(all_, adjusted, strict=True):
        rest = wilson(count - group.count, of - group.of)
        difference = newcombe(group.count, group.of, count - group.count, of - group.of)
        if enough(group) and q <= FALSE_SHARE and difference.low > 0:
            found.append(
                JudgedGroup(
                    group=group,
                    rate=wilson(group.count, group.of),
                    baseline=rest,
                    at_least=difference.low * group.of,
                    details={"difference": difference.value, "difference_low": difference.low},
                )
            )
    return found


def disproportionate(
    all_: Sequence[Group], usual: Callable[[Group], float], *, times: float
) -> list[JudgedGroup]:
    """Judge each group against the rate usual for its like, drawing small counts to the usual rate.

    A group that is returned has more than `times` the expected count, with a probability of .95.
    """
    kept = [one for one in all_ if one.of > 0 and usual(one) > 0]
    if not kept:
        return []
    expected = np.array([usual(one) * one.of for one in kept])
    ratios = shrink(np.array([float(one.count) for one in kept]), expected)
    found = []
    for index, group in enumerate(kept):
        low, rate = float(ratios.low[index]), usual(group)
        if enough(group) and low > times:
            found.append(
                JudgedGroup(
                    group=group,
                    rate=rate_of(group.count, group.of),
                    baseline=Rate(value=rate, low=rate, high=rate),
                    at_least=(low - 1) * float(expected[index]),
                    details={"ratio": float(ratios.value[index]), "ratio_low": low},
                )
            )
    return found


def above_usual(*, times: float) -> Judge:
    """Return a function that judges each group against the rate of all groups, `times` over."""
    return lambda all_: disproportionate(all_, pooled(all_, lambda _: ""), times=times)


def pooled(all_: Sequence[Group], key: Callable[[Group], str]) -> Callable[[Group], float]:
    """Return a function from a group to the rate of all groups that have its key."""
    counts: dict[str, tuple[int, int]] = {}
    for one in all_:
        count, of = counts.get(key(one), (0, 0))
        counts[key(one)] = (count + one.count, of + one.of)

    def usual(group: Group) -> float:
        count, of = counts[key(group)]
        return count / of if of else 0.0

    return usual


def rate_of(count: int, of: float) -> Rate:
    """Return a share's rate, or a count's where it may exceed its exposure."""
    return wilson(count, int(of)) if count <= of else garwood(count, of)


def find_regional_pain(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Judge each kind of trouble across all regions, those without it included."""
    talks = totals(asked.lake, asked.tables, type_.ratio, asked.window)
    regions = {region: of for (region,), of in talks.items() if region}
    every = [
        one
        for one in groups(asked.lake, asked.tables, type_.ratio, asked.window)
        if one.subject.region and one.subject.value
    ]
    found: list[JudgedGroup] = []
    for trouble in sorted({one.subject.value for one in every}):
        there = {one.subject.region: one for one in every if one.subject.value == trouble}
        found += above_others(
            [
                there.get(region)
                or Group(subject=Subject(region=region, value=trouble), count=0, customers=0, of=of)
                for region, of in regions.items()
            ]
        )
    return found
