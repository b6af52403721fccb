"""16. One region has more trouble with deliveries or returns than the others."""

from assistant.insights.facts import Group, Ratio, groups, signals, totals
from assistant.insights.insight import Kind, Owner, Subject, Unit
from assistant.insights.kinds.judgement import above_others
from assistant.insights.kinds.insight_type import SearchScope, JudgedGroup, InsightType
from assistant.insights.analysis_rows import SignalType


def find_regional_pain(type_: InsightType, asked: SearchScope) -> list[JudgedGroup]:
    """Judge each kind of trouble across all regions, those without it included."""
    talks = totals(asked.lake, asked.tables, type_.ratio, asked.window)
    regions = {region: of for (region,), of in talks.items() if region}
    counted = [
        one
        for one in groups(asked.lake, asked.tables, type_.ratio, asked.window)
        if one.subject.region and one.subject.value
    ]
    found: list[JudgedGroup] = []
    for trouble in sorted({one.subject.value for one in counted}):
        there = {one.subject.region: one for one in counted if one.subject.value == trouble}
        found += above_others(
            [
                there.get(region)
                or Group(subject=Subject(region=region, value=trouble), count=0, customers=0, of=of)
                for region, of in regions.items()
            ]
        )
    return found


REGIONAL_PAIN = InsightType(
    kind=Kind.REGIONAL_PAIN,
    ratio=Ratio(
        events=signals(SignalType.DELIVERY),
        by=("region", "value"),
        trials=lambda tables: tables.signals.filter(tables.signals.region != ""),
        trials_by=("region",),
        unit=Unit.DELIVERY_TALKS,
    ),
    find=find_regional_pain,
    owner=Owner.LOGISTICS,
    value=1.5,
)
