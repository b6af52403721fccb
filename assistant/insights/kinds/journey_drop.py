"""18. Customers leave after one kind of reply more often than after others."""

from assistant.insights.facts import Ratio, signals
from assistant.insights.insight import Kind, Owner, Unit
from assistant.insights.kinds.judgement import above_others, finding, having
from assistant.insights.kinds.insight_type import InsightType
from assistant.insights.analysis_rows import SignalType

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
