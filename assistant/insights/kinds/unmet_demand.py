"""1. Customers ask for what the shop does not sell."""

from assistant.insights import facts
from assistant.insights.facts import Ratio, signals
from assistant.insights.insight import Kind, Owner
from assistant.insights.kinds.judgement import counted, finding, having
from assistant.insights.kinds.insight_type import InsightType
from assistant.insights.analysis_rows import SignalType

UNMET_DEMAND = InsightType(
    kind=Kind.UNMET_DEMAND,
    ratio=Ratio(
        events=signals(SignalType.PRODUCT_NOT_FOUND),
        by=("value",),
        trials=facts.conversations,
    ),
    find=finding(having(counted, "value")),
    owner=Owner.BUYING,
    value=2.0,
)
