"""8. A product is found too dear more often than others are."""

from collections.abc import Sequence

from assistant.insights.facts import Group, Ratio, signals
from assistant.insights.insight import Kind, Owner, Unit
from assistant.insights.kinds.judgement import disproportionate, finding, having, pooled
from assistant.insights.kinds.insight_type import JudgedGroup, InsightType
from assistant.insights.talks import product_talks
from assistant.insights.analysis_rows import SignalType

PRICE_TIMES = 1.5
"""What is usual among all products, times this, is what a product has to exceed."""


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
