"""4. A product's page does not say what customers ask of it."""

from ibis.expr import types as ir

from assistant.insights.facts import Ratio, signals
from assistant.insights.insight import Kind, Owner, Unit
from assistant.insights.kinds.judgement import counted, finding, having
from assistant.insights.kinds.insight_type import InsightType
from assistant.insights.lake.lake import Tables
from assistant.insights.analysis_rows import Answered, SignalType

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
