"""5. A product's size is asked about more than its category's, or it runs small or large."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.stats import binomtest

from assistant.insights.facts import Group, Ratio, groups, signals
from assistant.insights.insight import Kind, Owner, Subject, Unit
from assistant.insights.kinds.judgement import (
    FALSE_SHARE,
    disproportionate,
    enough,
    pooled,
    rate_of,
)
from assistant.insights.kinds.insight_type import SearchScope, JudgedGroup, InsightType
from assistant.insights.talks import product_talks
from assistant.insights.analysis_rows import SignalType
from assistant.insights.statistics.spikes import benjamini_hochberg

SIZE_TIMES = 1.5


def find_size_confusion(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Judge each product against its category, and its direction against a toss of a coin."""
    keys = ("product_id", "category")
    by_category = replace(type_.ratio, by=keys, trials_by=keys)
    all_ = [
        one
        for one in groups(asked.lake, asked.tables, by_category, asked.window)
        if one.subject.product_id
    ]
    more = disproportionate(all_, pooled(all_, lambda one: one.subject.category), times=SIZE_TIMES)
    small, large = (_directed(type_, asked, one) for one in _DIRECTIONS)
    found = {one.group.subject.product_id: one for one in more}
    for group in leaning(all_, small, large):
        rate = rate_of(group.count, group.of)
        judged = JudgedGroup(group=group, rate=rate, at_least=rate.low * group.of)
        found.setdefault(group.subject.product_id, judged)
    return [
        replace(
            one,
            group=replace(one.group, subject=Subject(product_id=product)),
            details={
                **one.details,
                "small": float(small.get(product, 0)),
                "large": float(large.get(product, 0)),
            },
        )
        for product, one in found.items()
    ]


def leaning(all_: Sequence[Group], small: dict[str, int], large: dict[str, int]) -> list[Group]:
    """Return the groups of products that run one way, for sure."""
    told = [
        one
        for one in all_
        if enough(one)
        and small.get(one.subject.product_id, 0) + large.get(one.subject.product_id, 0)
    ]
    if not told:
        return []
    pairs = [(small.get(p, 0), large.get(p, 0)) for p in (one.subject.product_id for one in told)]
    chances = np.array([binomtest(max(pair), sum(pair)).pvalue for pair in pairs])
    adjusted = benjamini_hochberg(chances)
    return [one for one, q in zip(told, adjusted, strict=True) if q <= FALSE_SHARE]


_DIRECTIONS = (SignalType.SIZE_SMALL, SignalType.SIZE_LARGE)


def _directed(type_: InsightType, asked: SearchScope, direction: SignalType) -> dict[str, int]:
    ratio = replace(type_.ratio, events=signals(direction), trials_by=())
    counts = groups(asked.lake, asked.tables, ratio, asked.window)
    return {one.subject.product_id: one.count for one in counts}


SIZE_CONFUSION = InsightType(
    kind=Kind.SIZE_CONFUSION,
    ratio=Ratio(
        events=signals(SignalType.SIZE_ASKED, *_DIRECTIONS),
        by=("product_id",),
        trials=product_talks,
        trials_by=("product_id",),
        unit=Unit.PRODUCT_TALKS,
    ),
    find=find_size_confusion,
    owner=Owner.MERCHANDISING,
    value=1.5,
)
