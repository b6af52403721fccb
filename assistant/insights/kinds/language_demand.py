"""17. Questions in one language go unanswered more often than in others."""

from ibis.expr import types as ir

from assistant.insights.facts import Ratio
from assistant.insights.insight import Kind, Owner, Unit
from assistant.insights.kinds.judgement import above_others, finding, having
from assistant.insights.kinds.insight_type import Type
from assistant.insights.lake.lake import Tables
from assistant.insights.analysis_rows import Answered


def _questions(tables: Tables) -> ir.Table:
    return tables.messages.filter(tables.messages.question)


def _unanswered(tables: Tables) -> ir.Table:
    questions = _questions(tables)
    return questions.filter(questions.answered == Answered.NO)


TYPE = Type(
    kind=Kind.LANGUAGE_DEMAND,
    ratio=Ratio(
        events=_unanswered,
        by=("language",),
        trials=_questions,
        trials_by=("language",),
        unit=Unit.QUESTIONS,
        parts=True,
    ),
    find=finding(having(above_others, "language")),
    owner=Owner.CONTENT,
)
