"""Let the reader say which statements answer, among those that the words put first."""

import math
from collections.abc import Sequence
from dataclasses import fields, replace
from operator import attrgetter

from assistant.answers.composing.pages.passage_statements import PassageReading, Statement, plain
from assistant.answers.composing.pages.statement_choice import Extract, Extracts, Features
from assistant.answers.verified.answer_passages import id_of
from assistant.conversation.message import Language
from assistant.understanding.types import Understanding
from retrieval.ports import StatementReader
from retrieval.types import ReadStatement

READ = 16  # statements that are read with the question: 91 of 100 that answer are among them
READ_ANSWERS = 6  # statements of verified answers that are read besides
TRANSLATED = 1.0  # of log-odds that a statement in another language is put back: one in the
# customer's own most often says the same
_MEASURES = attrgetter(*(one.name for one in fields(Features)))


async def read_statements(
    reader: StatementReader, understanding: Understanding, extracts: Extracts
) -> Extracts:
    """Return the extracts in the order of the reader's scores, each with its probability.

    Extracts that are not read come after those that are, with no probability of answering.
    """
    first, rest = _first(extracts.ranked)
    if not first:
        return extracts
    scores = await reader.read(understanding.text, [_as_read(one) for one in first])
    read = [
        replace(one, score=score, sureness=1 / (1 + math.exp(-score)))
        for one, score in zip(first, scores, strict=True)
    ]
    read.sort(key=lambda one: _rank(one, understanding.language), reverse=True)
    least = min(scores)
    unread = [replace(one, score=least - 1, sureness=0.0) for one in rest]
    return replace(extracts, ranked=(*read, *unread))


def _first(ranked: Sequence[Extract]) -> tuple[list[Extract], list[Extract]]:
    """Return the extracts that are read and the others: verified answers take no page's place."""
    first: list[Extract] = []
    rest: list[Extract] = []
    pages = answers = 0
    for one in ranked:
        of_page = id_of(one.evidence.passage) is None
        pages, answers = pages + of_page, answers + (not of_page)
        (first if (pages <= READ if of_page else answers <= READ_ANSWERS) else rest).append(one)
    return first, rest


def _rank(one: Extract, language: Language) -> float:
    other = one.evidence.passage.language != language
    return one.score - (TRANSLATED if other else 0.0)


def _as_read(one: Extract) -> ReadStatement:
    return ReadStatement(text=word(one.reading, one.statement), signals=signals_of(one))


def signals_of(one: Extract) -> tuple[float, ...]:
    """Return the measures that the search took of a statement, in the order of training."""
    measures: tuple[float, ...] = _MEASURES(one.features)
    return measures


def word(reading: PassageReading, statement: Statement) -> str:
    """Return a statement as the reader takes it: title, headings, words; a row with its columns."""
    passage = reading.passage
    if statement.row:
        body = " · ".join(f"{name}: {cell}" if name else cell for name, cell in statement.row)
    else:
        units = reading.units[statement.first : statement.last + 1]
        body = " ".join(plain(unit.text) for unit in units)
    return " > ".join((passage.title, *passage.headings, body))
