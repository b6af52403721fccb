"""Declare the types of insights in one table, in the order of docs/subsystems/insights.md.

Those that only declare stand here whole.
"""

from collections.abc import Sequence

from ibis.expr import types as ir

from assistant.insights import ratios
from assistant.insights.analysis_rows import Answered, SignalType
from assistant.insights.insight import Kind, Owner, Subject, Unit
from assistant.insights.kinds.insight_type import InsightType, JudgedGroup, SearchScope
from assistant.insights.kinds.joint_mentions import BUNDLE, COMPETITOR_MENTION
from assistant.insights.kinds.judgement import (
    above_others,
    counted,
    disproportionate,
    finding,
    having,
    pooled,
)
from assistant.insights.kinds.product_outliers import DEFECT_CLUSTER, SIZE_CONFUSION
from assistant.insights.kinds.sales_influence import CONVERSION_INFLUENCE, OUT_OF_STOCK_DEMAND
from assistant.insights.kinds.topic_changes import EMERGING_TOPIC, SPIKE
from assistant.insights.lake.lake import Tables
from assistant.insights.ratios import Group, Ratio, groups, product_talks, signals, totals

UNMET_DEMAND = InsightType(
    kind=Kind.UNMET_DEMAND,
    ratio=Ratio(
        events=signals(SignalType.PRODUCT_NOT_FOUND),
        by=("value",),
        trials=ratios.conversations,
    ),
    find=finding(having(counted, "value")),
    owner=Owner.BUYING,
    value=2.0,
)


VOCABULARY_GAP = InsightType(
    kind=Kind.VOCABULARY_GAP,
    ratio=Ratio(
        events=signals(SignalType.UNKNOWN_WORD), by=("value",), trials=ratios.conversations
    ),
    find=finding(having(counted, "value")),
    owner=Owner.MERCHANDISING,
)


_attributes_asked = signals(SignalType.ATTRIBUTE_ASKED)


def _attributes_unanswered(tables: Tables) -> ir.Table:
    asked = _attributes_asked(tables)
    return asked.filter(asked.answered == Answered.NO)


MISSING_ATTRIBUTE = InsightType(
    kind=Kind.MISSING_ATTRIBUTE,
    ratio=Ratio(
        events=_attributes_unanswered,
        by=("product_id", "value"),
        trials=_attributes_asked,
        trials_by=("product_id", "value"),
        unit=Unit.ATTRIBUTE_QUESTIONS,
    ),
    find=finding(having(counted, "product_id", "value")),
    owner=Owner.MERCHANDISING,
    value=1.5,
)


def _shop_questions(tables: Tables) -> ir.Table:
    messages = tables.messages
    return messages.filter(messages.question, messages.product_id == "", messages.topic != "")


def _shop_questions_unanswered(tables: Tables) -> ir.Table:
    questions = _shop_questions(tables)
    return questions.filter(questions.answered == Answered.NO)


CONTENT_GAP = InsightType(
    kind=Kind.CONTENT_GAP,
    ratio=Ratio(
        events=_shop_questions_unanswered,
        by=("topic",),
        trials=_shop_questions,
        trials_by=("topic",),
        unit=Unit.TOPIC_TALKS,
    ),
    find=finding(having(counted, "topic")),
    owner=Owner.CONTENT,
    value=1.5,
)


CONTRADICTION = InsightType(
    kind=Kind.CONTRADICTION,
    ratio=Ratio(
        events=signals(SignalType.CONTRADICTION), by=("value",), trials=ratios.conversations
    ),
    find=finding(having(counted, "value")),
    owner=Owner.CONTENT,
    value=2.0,
)


PRICE_TIMES = 1.5
"""A product has to exceed the usual rate of all products times this."""


def judge_prices(all_: Sequence[Group]) -> list[JudgedGroup]:
    """Judge each product against all of them."""
    return disproportionate(all_, pooled(all_, lambda _: ""), times=PRICE_TIMES)


PRICE_OBJECTION = InsightType(
    kind=Kind.PRICE_OBJECTION,
    ratio=Ratio(
        events=signals(SignalType.PRICE_OBJECTION),
        by=("product_id",),
        trials=product_talks,
        trials_by=("product_id",),
        unit=Unit.PRODUCT_TALKS,
    ),
    find=finding(having(judge_prices, "product_id")),
    owner=Owner.PRICING,
)


POLICY_FRICTION = InsightType(
    kind=Kind.POLICY_FRICTION,
    ratio=Ratio(
        events=signals(SignalType.POLICY_FRICTION),
        by=("value",),
        trials=signals(SignalType.POLICY_CITED),
        trials_by=("value",),
        unit=Unit.CITATIONS,
    ),
    find=finding(having(above_others, "value")),
    owner=Owner.CONTENT,
    value=1.5,
)


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


def _questions_of_all(tables: Tables) -> ir.Table:
    return tables.messages.filter(tables.messages.question)


def _questions_of_all_unanswered(tables: Tables) -> ir.Table:
    questions = _questions_of_all(tables)
    return questions.filter(questions.answered == Answered.NO)


LANGUAGE_DEMAND = InsightType(
    kind=Kind.LANGUAGE_DEMAND,
    ratio=Ratio(
        events=_questions_of_all_unanswered,
        by=("language",),
        trials=_questions_of_all,
        trials_by=("language",),
        unit=Unit.QUESTIONS,
        parts=True,
    ),
    find=finding(having(above_others, "language")),
    owner=Owner.CONTENT,
)


JOURNEY_DROP = InsightType(
    kind=Kind.JOURNEY_DROP,
    ratio=Ratio(
        events=signals(SignalType.LEFT_AFTER),
        by=("value",),
        trials=signals(SignalType.ASSISTANT_TURN),
        trials_by=("value",),
        unit=Unit.TURNS,
    ),
    find=finding(having(above_others, "value")),
    owner=Owner.SERVICE,
)


_TYPES = (
    UNMET_DEMAND,
    OUT_OF_STOCK_DEMAND,
    VOCABULARY_GAP,
    MISSING_ATTRIBUTE,
    SIZE_CONFUSION,
    CONTENT_GAP,
    CONTRADICTION,
    PRICE_OBJECTION,
    COMPETITOR_MENTION,
    DEFECT_CLUSTER,
    POLICY_FRICTION,
    EMERGING_TOPIC,
    SPIKE,
    CONVERSION_INFLUENCE,
    BUNDLE,
    REGIONAL_PAIN,
    LANGUAGE_DEMAND,
    JOURNEY_DROP,
)

TYPES: dict[Kind, InsightType] = {one.kind: one for one in _TYPES}
