"""Read a passage as the statements that an answer can be made of, without its Markdown. Pure.

A statement is a short paragraph, a sentence of a long one with the sentence that it leans on, a
list item, a step or a table row: the least that can be understood. Each passage is read once.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from math import inf

import numpy as np
import regex
from numpy.typing import NDArray

from assistant.answers.composing.pages.bare_lines import (
    is_label,
    is_link,
    is_path,
    is_question,
)
from assistant.answers.terms import terms
from assistant.conversation.message import Language
from assistant.understanding.asked_facts import kinds_in_words
from assistant.understanding.stated_facts import FactKind, find
from retrieval.types import Passage

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARK = re.compile(r"(\*\*|__|\*(?=\S)|(?<=\S)\*|`)")
_LEAD = re.compile(
    r"^\s*(?:#{1,6}\s+|>\s?|[-*+•]\s+|\d{1,2}[.)]\s+(?=\D)|\d{1,2}(?:\.(?:[1-9]|1\d))+[.)]?\s+(?=[A-ZÀ-Ý]))"
)
_RULE = re.compile(r"^[\s|:-]+$")


def plain(markdown: str) -> str:
    """Return the words of one sentence, list item or heading, without the marks."""
    return _unmarked(_LEAD.sub("", markdown))


def _unmarked(markdown: str) -> str:
    return _MARK.sub("", _LINK.sub(r"\1", markdown)).strip()


def is_table_row(line: str) -> bool:
    """Tell whether a line is a row of a Markdown table."""
    return line.lstrip().startswith("|") and line.count("|") > 1


def is_table_rule(line: str) -> bool:
    """Tell whether a line is the rule below a Markdown table's header: "|---|:--|"."""
    return bool(_RULE.match(line))


def cells(row: str) -> list[str]:
    """Return the words of each cell of a table row."""
    return [_unmarked(cell) for cell in row.strip().strip("|").split("|")]


def header_of(row: str, text: str) -> list[str]:
    """Return the header's cells of the table in `text` that has `row`; empty: it has no header."""
    lines = [line for line in text.splitlines() if line.strip()]
    found = next((at for at, line in enumerate(lines) if line.strip() == row.strip()), 0)
    for at in range(found, 0, -1):
        if is_table_rule(lines[at]) and is_table_row(lines[at - 1]):
            return cells(lines[at - 1])
        if not is_table_row(lines[at]):
            break
    return []


SHORT_PARAGRAPH = 240  # characters that are said as a whole: two or three sentences

STEP = 140  # characters of a step on average; longer ones are clauses of their own

_STEP = regex.compile(r"\s*\d{1,2}[.)]\s+$")
_BULLET = regex.compile(r"\s*(?:[-*+•]\s+)$")
# What cannot be understood without the sentence before it.
LEANS = regex.compile(
    r"(?:il|elle|ils|elles|cela|ça|ce délai|celui-ci|celle-ci|ensuite|sinon|dans ce cas|"
    r"pour ces cas|ce jour-là|passé ce délai|it|they|this|that|these|then|otherwise|after that|"
    r"in that case|in those cases|on that day)\b",
    regex.IGNORECASE,
)
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_BETWEEN = regex.compile(rf"{_NUMBER}\s*(?:à|to|-|–)\s*{_NUMBER}")  # noqa: RUF001  # a dash
_FROM = regex.compile(rf"{_NUMBER}\s*(?:\+|et plus|ou plus|and more|and over|or more)")
_UNITS = frozenset({"cm", "mm", "kg"})
YES_OR_NO = regex.compile(r"\W*(?:oui|non|yes|no)\b\W*", regex.IGNORECASE)


Range = tuple[float, float, frozenset[str]]
"""Lowest and highest number of a cell such as "88 to 91", and the terms of its column's name."""


class UnitForm(StrEnum):
    """Name the form of a unit on the page."""

    PROSE = "prose"
    ITEM = "item"
    STEP = "step"
    ROW = "row"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageUnit:
    """Hold a piece of a passage that can be quoted: a sentence, a list item or a table row."""

    text: str  # verbatim
    start: int  # in the passage's text
    form: UnitForm
    block: int  # the same for neighbours in one paragraph, list or table
    marker: str = ""  # of a list item: "-", "3."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Statement:
    """Hold the units [first, last] of a passage that are understood together."""

    first: int
    last: int
    form: UnitForm
    terms: frozenset[str]
    kinds: frozenset[FactKind]  # of the facts stated in figures
    in_words: frozenset[FactKind]  # of those stated without: "free", "closed"
    row: tuple[tuple[str, str], ...] = ()  # of a table row: (header, cell)
    ranges: tuple[Range, ...] = ()  # that its cells state


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PassageReading:
    """Hold a passage with its units and statements."""

    passage: Passage
    units: tuple[PassageUnit, ...]
    vectors: NDArray[np.float32]  # of the units, one row each
    statements: tuple[Statement, ...]
    about: frozenset[str]  # terms of the passage's headings
    title: frozenset[str]  # terms of the page's title

    @property
    def heading(self) -> str:
        """Return the nearest heading above the passage; empty: no heading is above it."""
        return self.passage.headings[-1] if self.passage.headings else ""

    def block(self, at: int) -> range:
        """Return the units of the block that unit `at` is in."""
        number = self.units[at].block
        first = last = at
        while first > 0 and self.units[first - 1].block == number:
            first -= 1
        while last + 1 < len(self.units) and self.units[last + 1].block == number:
            last += 1
        return range(first, last + 1)


class PassageReadings:
    """Keep the readings of the passages used last.

    A passage is known by identity, since the searcher keeps it.
    """

    def __init__(self, size: int = 1_024) -> None:
        self._size = size
        self._read: OrderedDict[int, PassageReading] = OrderedDict()

    def of(self, passage: Passage) -> PassageReading:
        """Return `passage`, read on first sight."""
        key = id(passage)
        reading = self._read.pop(key, None)
        if reading is None or reading.passage is not passage:
            reading = read(passage)
        self._read[key] = reading
        if len(self._read) > self._size:
            self._read.popitem(last=False)
        return reading


READINGS = PassageReadings()
"""The process's readings: they hold no state of a conversation."""


def read(passage: Passage) -> PassageReading:
    """Return the statements of `passage`."""
    language: Language = "fr" if passage.language == "fr" else "en"
    units = tuple(_units(passage))
    vectors = [sentence.vector for sentence in passage.sentences]
    return PassageReading(
        passage=passage,
        units=units,
        vectors=np.array(vectors, np.float32) if vectors else np.zeros((0, 1), np.float32),
        statements=tuple(_statements(passage, units, language)),
        about=terms(" ".join(passage.headings), language),
        title=terms(passage.title, language),
    )


def _units(passage: Passage) -> Iterator[PassageUnit]:
    at, block, before = 0, 0, None
    for sentence in passage.sentences:
        start = max(passage.text.find(sentence.text, at), 0)
        line = passage.text.rfind("\n", 0, start) + 1
        form = _form(passage.text[line:start], sentence.text)
        apart = "\n\n" in passage.text[at:start] or "\n#" in passage.text[at:start]
        if before is not None and (apart or before is not form):
            block += 1
        marker = passage.text[line:start].strip()
        yield PassageUnit(text=sentence.text, start=start, form=form, block=block, marker=marker)
        at, before = start + len(sentence.text), form


def _form(lead: str, text: str) -> UnitForm:
    if is_table_row(text):
        return UnitForm.ROW
    if _STEP.fullmatch(lead):
        return UnitForm.STEP
    return UnitForm.ITEM if _BULLET.fullmatch(lead) else UnitForm.PROSE


def _statements(
    passage: Passage, units: Sequence[PassageUnit], language: Language
) -> Iterator[Statement]:
    for first, last in _spans(passage, units):
        form = units[first].form
        text = "\n".join(plain(unit.text) for unit in units[first : last + 1])
        row: tuple[tuple[str, str], ...] = ()
        if form is UnitForm.ROW:
            values = cells(units[first].text)
            header = header_of(units[first].text, passage.text)
            names = [*header, *[""] * len(values)]
            row = tuple(zip(names, values, strict=False))
        said = f"{text} {' '.join(name for name, _ in row)}"
        yield Statement(
            first=first,
            last=last,
            form=form,
            terms=terms(said, language),
            kinds=frozenset(fact.kind for fact in find(text)),
            in_words=kinds_in_words(text),
            row=row,
            ranges=tuple(_ranges(row, language)),
        )


def _ranges(row: Sequence[tuple[str, str]], language: Language) -> Iterator[Range]:
    for name, cell in row:
        named = terms(name, language) - _UNITS
        if found := _BETWEEN.fullmatch(cell):
            yield _number(found[1]), _number(found[2]), named
        elif found := _FROM.fullmatch(cell):
            yield _number(found[1]), inf, named


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _spans(passage: Passage, units: Sequence[PassageUnit]) -> list[tuple[int, int]]:
    """Return the units of each statement, first and last."""
    spans: list[tuple[int, int]] = []
    for block in reversed(list(_blocks(units))):
        below = units[spans[0][0]] if spans and spans[0][0] == block.stop else None
        found = _of_block(passage, units, block, below)
        if found and found[-1][1] == block.stop:  # a label, with the paragraph that it names
            found[-1] = (found[-1][0], spans.pop(0)[1])
        spans[:0] = found
    return spans


def _blocks(units: Sequence[PassageUnit]) -> Iterator[range]:
    for _, block in groupby(range(len(units)), key=lambda at: units[at].block):
        first, *rest = block
        yield range(first, first + len(rest) + 1)


def _of_block(
    passage: Passage, units: Sequence[PassageUnit], block: range, below: PassageUnit | None
) -> list[tuple[int, int]]:
    """Return the statements of a block; `below` is the unit that the next statement begins with."""
    first, last = block[0], block[-1]
    form = units[first].form
    if form is UnitForm.STEP and sum(len(units[at].text) for at in block) <= STEP * len(block):
        return [(first, last)]
    bare = {at for at in block if _is_bare(passage, units[at].text)}
    if form is UnitForm.ROW:
        rows = {at: cells(units[at].text) for at in block}
        bare |= {at for at, row in rows.items() if len(row) > 1 and not any(row[1:])}
    if form is not UnitForm.PROSE:
        return [(at, at) for at in block if at not in bare and not is_question(units[at].text)]
    if is_label(units[last].text) or is_question(units[last].text):
        if below is None:
            bare.add(last)
        elif below.form is UnitForm.PROSE and is_label(units[last].text):
            return [*_prose(units, [at for at in block[:-1] if at not in bare]), (last, last + 1)]
        elif below.form is UnitForm.PROSE:
            bare.add(last)
    return list(_prose(units, [at for at in block if at not in bare]))


def _is_bare(passage: Passage, text: str) -> bool:
    titles = (passage.title, *passage.headings)
    if plain(text).rstrip(" :").casefold() in {title.casefold() for title in titles}:
        return True
    return is_link(text) or is_path(text, *titles)


def _prose(units: Sequence[PassageUnit], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield a short paragraph whole; of a long one its sentences, with those that they lean on."""
    if not places:
        return
    first, last = places[0], places[-1]
    if units[last].start + len(units[last].text) - units[first].start <= SHORT_PARAGRAPH:
        yield first, last
        return
    answered = False
    for at in range(first, last + 1):
        text = units[at].text
        if answered or at not in places:
            answered = False
            continue
        answered = is_question(text) and at < last
        opens = answered or YES_OR_NO.fullmatch(text)
        begin = at - 1 if at > first and LEANS.match(text) else at
        yield begin, min(at + 1, last) if opens else at
