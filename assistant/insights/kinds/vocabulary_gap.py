"""3. Customers call things by words that the catalogue does not know."""

from assistant.insights import facts
from assistant.insights.facts import Ratio, signals
from assistant.insights.insight import Kind, Owner
from assistant.insights.kinds.judgement import counted, finding, having
from assistant.insights.kinds.insight_type import InsightType
from assistant.insights.analysis_rows import SignalType

VOCABULARY_GAP = InsightType(
    kind=Kind.VOCABULARY_GAP,
    ratio=Ratio(events=signals(SignalType.UNKNOWN_WORD), by=("value",), trials=facts.conversations),
    find=finding(having(counted, "value")),
    owner=Owner.MERCHANDISING,
)
