"""10. A product breaks in one way more often than others do, beside what was sold or talked of."""

from dataclasses import replace

from assistant.insights.facts import Group, Ratio, groups, signals, totals, within
from assistant.insights.insight import Kind, Owner, Unit
from assistant.insights.kinds.judgement import disproportionate
from assistant.insights.kinds.insight_type import SearchScope, JudgedGroup, InsightType
from assistant.insights.talks import product_talks
from assistant.insights.analysis_rows import ExposureKind, SignalType

DEFECT_TIMES = 2.0
"""The lower 5 % bound of the ratio must exceed it: pharmacovigilance's rule for EB05."""


def find_defect_clusters(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Judge each product's way of breaking against that way among all products."""
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
    return [replace(one, details={**one.details, "unit": unit}) for one in found]


def units_sold(asked: SearchScope) -> dict[str, int]:
    """Return how many of each product were sold in the window; empty: nobody knows."""
    exposures = within(asked.tables.exposures, asked.window)
    sold = exposures.filter(exposures.kind == ExposureKind.UNITS_SOLD)
    rows = asked.lake.rows(sold.group_by("product_id").agg(units=sold["count"].sum()))
    return {row["product_id"]: round(row["units"]) for row in rows if row["product_id"]}


DEFECT_CLUSTER = InsightType(
    kind=Kind.DEFECT_CLUSTER,
    ratio=Ratio(
        events=signals(SignalType.DEFECT),
        by=("product_id", "value"),
        trials=product_talks,
        trials_by=("product_id",),
        unit=Unit.PRODUCT_TALKS,
    ),
    find=find_defect_clusters,
    owner=Owner.QUALITY,
    value=3.0,
)
