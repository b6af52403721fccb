"""7. The shop's documents contradict each other where customers ask."""

from assistant.insights import facts
from assistant.insights.facts import Ratio, signals
from assistant.insights.insight import Kind, Owner
from assistant.insights.kinds.judgement import counted, finding, having
from assistant.insights.kinds.insight_type import InsightType
from assistant.insights.analysis_rows import SignalType

CONTRADICTION = InsightType(
    kind=Kind.CONTRADICTION,
    ratio=Ratio(
        events=signals(SignalType.CONTRADICTION), by=("value",), trials=facts.conversations
    ),
    find=finding(having(counted, "value")),
    owner=Owner.CONTENT,
    value=2.0,
)
