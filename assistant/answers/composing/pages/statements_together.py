"""Choose the statements of one reply: the best, or several where several are asked for. Pure."""

from collections.abc import Iterator

import regex

from assistant.answers.composing.pages.statement_choice import Extract, Extracts
from assistant.answers.terms import terms
from assistant.understanding.types import Understanding

SURE = 0.5  # least confidence of a statement that is said beside the best
# A question that goes on with another one: "is it free, and how long does it take?"
_AND = regex.compile(r"[?;]\s+\w|\b(?:et|and|puis|ainsi que|as well as)\b|&", regex.IGNORECASE)
_TABLE = regex.compile(r"\b(?:tables?|tableaux?)\b", regex.IGNORECASE)


def said_together(
    understanding: Understanding, extracts: Extracts, best: Extract
) -> tuple[Extract, ...]:
    """Return the statements to say, `best` first.

    Of two questions in one these are the best two. A statement about "the countries in the table"
    is followed by the row that the question names: in a chat, nobody sees the table.
    """
    if _TABLE.search(_text(best)) and (row := _row(extracts, best)) is not None:
        return (best, row)
    if best.sureness is None:
        return (best,)
    if _AND.search(understanding.own_words):
        return (best, *_more(extracts, best))[:2]
    return (best,)


def _text(one: Extract) -> str:
    units = one.reading.units[one.statement.first : one.statement.last + 1]
    return " ".join(unit.text for unit in units)


def _row(extracts: Extracts, best: Extract) -> Extract | None:
    """Return the row, on the page of `best`, with most of the question's further words."""
    page = best.evidence.passage.source_id
    apart = best.statement.terms | best.reading.about | best.reading.title
    weights = {
        at: extracts.question.covered(_cells(one), apart=apart | one.reading.about)
        for at, one in enumerate(extracts.ranked)
        if one.statement.row and one.evidence.passage.source_id == page
    }
    at = max(weights, key=lambda one: weights[one], default=None)
    return None if at is None or not weights[at] else extracts.ranked[at]


def _cells(row: Extract) -> frozenset[str]:
    """Return the terms of a row without the names of its columns."""
    language = "fr" if row.evidence.passage.language == "fr" else "en"
    return terms(" ".join(cell for _, cell in row.statement.row), language)


def _more(extracts: Extracts, best: Extract) -> Iterator[Extract]:
    """Yield further sure statements in the language of `best`, none of which repeats another."""
    passage, said = best.evidence.passage, [best.statement.terms]
    for one in extracts.ranked:
        of, own = one.evidence.passage, one.statement.terms
        alike = any(len(own & others) * 2 > min(len(own), len(others)) for others in said)
        if one.confidence < SURE or of.language != passage.language or alike:
            continue
        said.append(own)
        yield one
