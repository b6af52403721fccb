"""Show the statements that the assistant reads out of passages, with the questions of each. Pure.

A reply notes the words that it quotes, so the statement that answered is found by them; a quote
that is in no statement any more, for the page has changed, is of the page as a whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.answers.composing.pages.passage_statements import plain, read
from assistant.answers.composing.pages.quoted_words import is_quoted, words_of
from assistant.console.knowledge.answered_questions import AnsweredQuestion
from retrieval.types import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringStatement:
    """Hold a statement, and the questions that it answered."""

    text: str  # in plain words
    verbatim: str  # as the page has it
    questions: tuple[AnsweredQuestion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPart:
    """Hold the statements below one heading of a page."""

    heading: str
    statements: tuple[AnsweringStatement, ...]


def statements_of(passages: Iterable[Passage]) -> Sequence[StatedPart]:
    """Return the statements of a page by heading; parts that state nothing are left out."""
    parts: dict[str, dict[str, AnsweringStatement]] = {}
    for passage in passages:
        reading = read(passage)
        said = parts.setdefault(reading.heading, {})
        for one in reading.statements:
            units = reading.units[one.first : one.last + 1]
            cells = [f"{name}: {cell}" if name else cell for name, cell in one.row if cell]
            text = " · ".join(cells) or "\n".join(plain(unit.text) for unit in units)
            verbatim = "\n".join(unit.text for unit in units)
            said.setdefault(text, AnsweringStatement(text=text, verbatim=verbatim))
    return [
        StatedPart(heading=heading, statements=tuple(said.values()))
        for heading, said in parts.items()
        if said
    ]


def with_questions(
    parts: Iterable[StatedPart], questions: Sequence[AnsweredQuestion]
) -> tuple[Sequence[StatedPart], Sequence[AnsweredQuestion]]:
    """Return the parts with the questions of each statement, and those of the page as a whole."""
    quoted = [(one, [words_of(quote) for quote in one.quotes]) for one in questions]

    def answered(statement: AnsweringStatement) -> AnsweringStatement:
        words = words_of(statement.verbatim)
        mine = (one for one, quotes in quoted if any(is_quoted(words, said) for said in quotes))
        return replace(statement, questions=tuple(mine))

    made = [replace(part, statements=tuple(map(answered, part.statements))) for part in parts]
    found = {one for part in made for statement in part.statements for one in statement.questions}
    return made, [one for one in questions if one not in found]
