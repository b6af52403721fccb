"""17. Questions in one language go unanswered more often than in others."""

from ibis.expr import types as ir

from assistant.insights.facts import Ratio
from assistant.insights.insight import Kind, Owner, Unit
from assistant.insights.kinds.judgement import above_others, finding, having
from assistant.insights.kinds.insight_type import InsightType
from assistant.insights.lake.lake import Tables
from assistant.insights.analysis_rows import Answered


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
