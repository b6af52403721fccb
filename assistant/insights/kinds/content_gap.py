"""6. Customers ask about the shop, not about a product, and no page answers."""

from ibis.expr import types as ir

from assistant.insights.facts import Ratio
from assistant.insights.insight import Kind, Owner, Unit
from assistant.insights.kinds.judgement import counted, finding, having
from assistant.insights.kinds.insight_type import InsightType
from assistant.insights.lake.lake import Tables
from assistant.insights.analysis_rows import Answered


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
