"""Find products that stand out among their like.

By questions about their size, or by one kind of defect.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.stats import binomtest

from assistant.insights.analysis_rows import ExposureKind, SignalType
from assistant.insights.insight import Subject, Unit, Window
from assistant.insights.kinds.insight_type import InsightType, JudgedGroup, SearchScope
from assistant.insights.kinds.judgement import (
    FALSE_SHARE,
    disproportionate,
    enough,
    pooled,
    rate_of,
)
from assistant.insights.ratios import Group, groups, signals, totals, within
from assistant.insights.statistics.intervals import newcombe, wilson
from assistant.insights.statistics.weekly_change import benjamini_hochberg

SIZE_TIMES = 1.5


def find_size_confusion(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Judge each product against its category, and its direction against even chances.

    The direction is whether it runs small or large.
    """
    keys = ("product_id", "category")
    by_category = replace(type_.ratio, by=keys, trials_by=keys)
    all_ = [
        one
        for one in groups(asked.lake, asked.tables, by_category, asked.window)
        if one.subject.product_id
    ]
    more = disproportionate(all_, pooled(all_, lambda one: one.subject.category), times=SIZE_TIMES)
    small, large = (_directed(type_, asked, one) for one in DIRECTIONS)
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
    """Return the groups of products that surely run small, or surely run large."""
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


DIRECTIONS = (SignalType.SIZE_SMALL, SignalType.SIZE_LARGE)


def _directed(type_: InsightType, asked: SearchScope, direction: SignalType) -> dict[str, int]:
    ratio = replace(type_.ratio, events=signals(direction), trials_by=())
    counts = groups(asked.lake, asked.tables, ratio, asked.window)
    return {one.subject.product_id: one.count for one in counts}


DEFECT_TIMES = 2.0
"""The lower 5 % bound of the ratio must exceed it: pharmacovigilance's rule for EB05."""


def find_defect_clusters(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Judge each product's kind of defect against the same kind among all products."""
    talks = totals(asked.lake, asked.tables, type_.ratio, asked.window)
    sold = units_sold(asked)
    if sum(sold.values()) < sum(talks.values()):  # few of the sales are known, then
        sold = {}
    of = sold or {product: count for (product,), count in talks.items()}
    all_ = [
        replace(one, of=max(of.get(one.subject.product_id, 0), one.count))
        for one in groups(asked.lake, asked.tables, type_.ratio, asked.window)
        if one.subject.product_id
    ]
    everything = max(sum(of.values()), 1)
    of_kind: dict[str, int] = {}
    for one in all_:
        of_kind[one.subject.value] = of_kind.get(one.subject.value, 0) + one.count

    def usual(group: Group) -> float:
        return of_kind[group.subject.value] / everything

    found = disproportionate(all_, usual, times=DEFECT_TIMES)
    unit = Unit.UNITS_SOLD if sold else Unit.PRODUCT_TALKS
    told = [replace(one, details={**one.details, "unit": unit}) for one in found]
    known = {one.group.subject for one in told}
    return told + [one for one in _find_frequent(type_, asked) if one.group.subject not in known]


FREQUENT = 0.2
"""Share of a product's talks that one kind of defect must surely exceed, to be told by itself."""

FREQUENT_DAYS = 182
"""Days in which that is counted: reviews of a thing come a few in a month."""


def _find_frequent(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Judge each product's kind of defect by itself, over half a year."""
    window = Window.before(asked.window.until, days=FREQUENT_DAYS)
    talks = totals(asked.lake, asked.tables, type_.ratio, window)
    every = groups(asked.lake, asked.tables, type_.ratio, window)
    judged = frequent([one for one in every if one.subject.product_id], sum(talks.values()))
    return [replace(one, window=window) for one in judged]


def frequent(all_: Sequence[Group], talks: int) -> list[JudgedGroup]:
    """Judge each product's kind of defect by itself, where there is too little to compare it with.

    With few products, one with a defect makes most of what is usual, and exceeds nothing. `talks`
    are those of all products.
    """
    of_kind: dict[str, int] = {}
    for one in all_:
        of_kind[one.subject.value] = of_kind.get(one.subject.value, 0) + one.count
    found = []
    for group in filter(enough, all_):
        rate = wilson(group.count, int(group.of))
        elsewhere = of_kind[group.subject.value] - group.count
        others = max(talks - int(group.of), elsewhere)
        stands_out = newcombe(group.count, int(group.of), elsewhere, others).low > 0
        if rate.low > FREQUENT and (stands_out or not others):
            found.append(
                JudgedGroup(
                    group=group,
                    rate=rate,
                    baseline=wilson(elsewhere, others) if others else None,
                    at_least=rate.low * group.of,
                    details={"unit": Unit.PRODUCT_TALKS},
                )
            )
    return found


def units_sold(asked: SearchScope) -> dict[str, int]:
    """Return the units of each product sold in the window; empty if they are unknown."""
    exposures = within(asked.tables.exposures, asked.window)
    sold = exposures.filter(exposures.kind == ExposureKind.UNITS_SOLD)
    rows = asked.lake.rows(sold.group_by("product_id").agg(units=sold["count"].sum()))
    return {row["product_id"]: round(row["units"]) for row in rows if row["product_id"]}
