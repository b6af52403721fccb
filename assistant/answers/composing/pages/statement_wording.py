"""Word a statement of a page so that it is understood by itself. Pure.

Every word stands on the page. This module chooses the rows, items and sentences that are said, and
the heading in front of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import regex

from assistant.answers.composing.pages.passage_statements import (
    LEANS,
    SHORT_PARAGRAPH,
    YES_OR_NO,
    PassageReading,
    Statement,
    UnitForm,
    plain,
)
from assistant.answers.composing.pages.statement_choice import Extract, Extracts
from assistant.answers.terms import terms, word_list
from assistant.conversation.message import Language
from assistant.understanding.message_words import fold

MAX_CHARS = 420  # of an answer: fits a phone without scrolling
MAX_STEPS_CHARS = 560  # of steps, which are no use in part
MAX_CHOSEN = 3  # rows or items that answer equally well
ALIKE = 1.0  # log-odds of the reader, within which rows or items answer equally well
LONG_LEAD = 60  # characters from which a heading is no lead to a line
LEAD_COVERS = 0.6  # of the question, by a heading that need not be repeated before a yes or no

_FRAGMENT = regex.compile(r"[\p{Ll}\d]|\p{Lu}[^.!?]{0,40}$")
_BOUND = regex.compile(r"(.+?) (?:dès|à partir de|from|above)", regex.IGNORECASE)
_NEVER = frozenset({"jamais", "never"})
_LOW = regex.compile(
    r"(?:À|Au|Aux|Chez|Dans|En|Jamais|Par|Sous|Sur|At|By|From|In|Never|On|To|Within)(?!\w)"
)
_SEPARATOR: dict[Language, str] = {"fr": " : ", "en": ": "}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedAnswer:
    """Hold an answer in words, and the quote that it rests on."""

    text: str
    quote: str  # verbatim


def say(best: Extract, extracts: Extracts) -> QuotedAnswer:
    """Return the answer of `best`: the statement itself, or the rows or items that fit too."""
    reading, statement = best.reading, best.statement
    match statement.form:
        case UnitForm.ROW:
            return _rows(best, statement, extracts)
        case UnitForm.ITEM:
            return _items(best, reading.block(statement.first), extracts)
        case UnitForm.STEP:
            return _steps(reading, statement)
        case UnitForm.PROSE:
            after = statement.last + 1
            opens_list = reading.units[statement.last].text.rstrip().endswith(":")
            below = next((s for s in reading.statements if s.first == after), None)
            if opens_list and below is not None:
                if below.form is UnitForm.ROW:
                    return _rows(best, below, extracts)
                return _items(best, reading.block(after), extracts)
            return _prose(reading, statement, extracts)


def _prose(reading: PassageReading, statement: Statement, extracts: Extracts) -> QuotedAnswer:
    question = extracts.question
    last = _widened(reading, statement)
    units = reading.units[statement.first : last + 1]
    text = " ".join(plain(unit.text) for unit in units)
    lead = ""
    if reading.heading and (YES_OR_NO.match(units[0].text) or LEANS.match(units[0].text)):
        asks = reading.heading.endswith("?")
        if not asks or question.covered(reading.about) < LEAD_COVERS * question.weight:
            lead = f"{reading.heading} " if asks else f"{reading.heading} — "
    return QuotedAnswer(text=lead + text, quote=_quote(reading, statement.first, last))


def _widened(reading: PassageReading, statement: Statement) -> int:
    """Return the last unit to say: the paragraph goes on while it stays short."""
    last, units = statement.last, reading.units
    end = reading.block(last).stop
    while last + 1 < end:
        following = units[last + 1]
        if following.start + len(following.text) - units[statement.first].start > SHORT_PARAGRAPH:
            break
        last += 1
    return last


def _steps(reading: PassageReading, statement: Statement) -> QuotedAnswer:
    units = reading.units[statement.first : statement.last + 1]
    steps = [f"{unit.marker} {plain(unit.text)}" for unit in units]
    said = _fitting(steps, MAX_STEPS_CHARS)
    text = "\n".join(filter(None, [_headline(reading), *said]))
    return QuotedAnswer(
        text=text, quote=_quote(reading, statement.first, statement.first + len(said) - 1)
    )


def _items(best: Extract, block: range, extracts: Extracts) -> QuotedAnswer:
    """Say the items that fit the question best, or all, after the line that opens the list."""
    reading = best.reading
    before = reading.units[block.start - 1] if block.start else None
    intro = before.text if before and before.text.rstrip().endswith(":") else ""
    apart = reading.about | reading.title | terms(intro, _language(reading))
    items = [s for s in reading.statements if s.first in block]
    chosen = _chosen(items, best, extracts, apart)
    lines = [plain(reading.units[s.first].text).rstrip(" ;,") for s in chosen]
    if len(lines) > 1:
        lead = plain(intro) if intro else _headline(reading)
        said = _fitting([f"• {line}" for line in lines], MAX_CHARS - len(lead))
        text = "\n".join(filter(None, [lead, *said]))
    else:
        text = _ended(_lead(reading, plain(intro), lines[0]) + lines[0])
    return QuotedAnswer(
        text=text, quote=_quote(reading, chosen[0].first, chosen[-1].first, len(chosen))
    )


def _rows(best: Extract, row: Statement, extracts: Extracts) -> QuotedAnswer:
    """Say the rows of a table that fit the question best."""
    reading = best.reading
    block = reading.block(row.first)
    table = [s for s in reading.statements if s.first in block]
    chosen = _chosen(table, best, extracts, reading.about | reading.title)
    lines = [_row(s, _language(reading)) for s in chosen]
    heading = "" if reading.heading.endswith("?") else reading.heading
    if reading.about <= terms(lines[0], _language(reading)):
        heading = ""
    if len(lines) == 1:
        lead = f"{heading} — " if heading and len(heading) <= LONG_LEAD else ""
        text = lead + lines[0]
    else:
        lines = _fitting([f"• {line}" for line in lines], MAX_CHARS - len(heading))
        text = "\n".join(filter(None, [_headline(reading), *lines]))
    return QuotedAnswer(
        text=text, quote=_quote(reading, chosen[0].first, chosen[-1].first, len(chosen))
    )


def _chosen(
    statements: Sequence[Statement], best: Extract, extracts: Extracts, apart: frozenset[str]
) -> Sequence[Statement]:
    """Return the statements that answer as well as `best`, or else all.

    Where nobody read them, those that say most of the question's words beside `apart`.
    """
    if best.sureness is not None:
        scores = extracts.scores
        near = [s for s in statements if s in scores and scores[s] >= best.score - ALIKE]
        return near[:MAX_CHOSEN] if 0 < len(near) < len(statements) else statements
    weights = [extracts.question.singles_out(statement, apart) for statement in statements]
    most = max(weights)
    chosen = [s for s, weight in zip(statements, weights, strict=True) if weight >= most - 1e-6]
    if len(chosen) == len(statements) or most == 0.0:
        return statements
    return chosen[:MAX_CHOSEN]


def _row(statement: Statement, language: Language) -> str:
    """Return a row as "Belgium: €8.90, 3 days"; of two columns as "Zip: €24"."""
    colon = _SEPARATOR[language]
    (name, first), *rest = [(name, cell) for name, cell in statement.row if cell]
    if not rest:
        return first
    named = not any(letter.isalpha() for letter in first[1:2]) and bool(name)
    if len(statement.row) == 2 and not named:  # noqa: PLR2004  # columns
        return f"{first}{colon}{rest[0][1]}"
    cells = [_cell(header, cell) if header else cell for header, cell in rest]
    lead = f"{name} {first}" if named else first
    return f"{lead}{colon}{', '.join(cells)}"


def _cell(header: str, cell: str) -> str:
    """Return a cell, after its column's name if that tells more: "discount 5%", "never free"."""
    if fold(cell) in _NEVER and (bound := _BOUND.fullmatch(header)):
        return f"{_lowered(cell)} {_lowered(bound[1])}"
    said = _lowered(cell) if _LOW.match(cell) else cell
    if all(word in word_list("told_by_cells") for word in fold(header).split()):
        return said
    return f"{_lowered(header)} {said}"


def _lowered(text: str) -> str:
    """Return a text that begins with a small letter, unless it begins with capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _lead(reading: PassageReading, intro: str, line: str) -> str:
    """Return the text before one list item: the line that opens the list, or the heading."""
    if intro:
        return f"{intro} "
    heading = reading.heading
    if not heading or heading.endswith("?") or not _FRAGMENT.match(line):
        return ""
    return f"{heading}{_SEPARATOR[_language(reading)]}"


def _headline(reading: PassageReading) -> str:
    heading = reading.heading
    if not heading or heading.endswith("?"):
        return ""
    return f"{heading}{_SEPARATOR[_language(reading)].rstrip()}"


def _fitting(lines: Sequence[str], room: int) -> list[str]:
    """Return the first lines that fit into `room` characters, at least one."""
    lengths = [sum(len(line) + 1 for line in lines[: at + 1]) for at in range(len(lines))]
    return list(lines[: max(1, len(list(takewhile(lambda length: length <= room, lengths))))])


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _quote(reading: PassageReading, first: int, last: int, count: int | None = None) -> str:
    """Return units [first, last] verbatim, or the first alone if some between are not said."""
    if count is not None and last - first + 1 != count:
        last = first
    units = reading.units
    return reading.passage.text[units[first].start : units[last].start + len(units[last].text)]


def _language(reading: PassageReading) -> Language:
    return "fr" if reading.passage.language == "fr" else "en"
