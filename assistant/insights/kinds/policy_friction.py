"""11. Citing a document settles less than citing others does."""

from assistant.insights.facts import Ratio, signals
from assistant.insights.insight import Kind, Owner, Unit
from assistant.insights.kinds.judgement import above_others, finding, having
from assistant.insights.kinds.insight_type import InsightType
from assistant.insights.analysis_rows import SignalType

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
