"""Read the size tables of a shop's pages, and find the row of a customer's measure. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from assistant.answers.composing.pages.passage_statements import (
    cells,
    is_table_row,
    is_table_rule,
)
from assistant.answers.terms import terms
from assistant.conversation.message import Language
from assistant.understanding.entities.body_measures import (
    CM_OF_INCH,
    BodyMeasure,
    BodyMeasureKind,
    UsualSize,
)
from retrieval.catalogue.case_folding import fold
from retrieval.types import Evidence, Passage

_COLUMNS = {
    BodyMeasureKind.CHEST: regex.compile(r"poitrine|chest|bust|torse"),
    BodyMeasureKind.HIPS: regex.compile(r"hanches?|hips?|bassin"),
    BodyMeasureKind.FOOT: regex.compile(r"\bpied|\bfoot|\bfeet"),
    BodyMeasureKind.HEIGHT: regex.compile(r"stature|height|hauteur"),
    BodyMeasureKind.WEIGHT: regex.compile(r"poids|weight"),
    BodyMeasureKind.WAIST: regex.compile(
        r"\bwaist|tour de taille|taille \((?:cm|in|pouces)|ceinture"
    ),
}
_INCHES = regex.compile(r"\b(?:in|inch(?:es)?|pouces?)\b")
_NUMBER = regex.compile(r"\d+(?:[.,]\d+)?")
_OF_PEOPLE = ("homme", "femme", "enfant", "bebe", "men", "women", "kids", "children", "babies")
WRONG_PEOPLE = 2.0  # times all of a product's sizes: for men, where it is for women


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeRow:
    """Hold a row of a size table, and whether the measure lies within it."""

    table: "SizeTable"
    at: int

    def cell(self, column: int) -> str:
        return self.table.rows[self.at][column]


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeTable:
    """Hold a table of a page that has sizes beside measures of a body."""

    passage: Passage
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def heading(self) -> str:
        """Return the heading above the table."""
        return self.passage.headings[-1] if self.passage.headings else self.passage.title

    @property
    def measured(self) -> dict[BodyMeasureKind, int]:
        """Return the columns that measure a body."""
        return _measured(self.header)

    @property
    def named(self) -> list[int]:
        """Return the columns that name sizes."""
        return [at for at in range(len(self.header)) if at not in self.measured.values()]

    def naming(self, sizes: Iterable[str]) -> tuple[int, float]:
        """Return the column that names a product's sizes, and the share of them that it has."""
        wanted = {_plain(one) for one in sizes}
        shares = [
            (len(wanted & {_plain(row[at]) for row in self.rows}) / max(1, len(wanted)), -at)
            for at in self.named
        ]
        share, at = max(shares, default=(0.0, 0))
        return -at, share

    def row_of(self, measure: BodyMeasure) -> SizeRow | None:
        """Return the first row that reaches a measure; None: it is off the table, or not in it."""
        column = self.measured.get(measure.kind)
        if column is None:
            return None
        factor = CM_OF_INCH if _INCHES.search(fold(self.header[column])) else 1.0
        bounds = [_bounds(row[column]) for row in self.rows]
        known = [(at, low * factor, high * factor) for at, (low, high) in enumerate(bounds) if high]
        if not known or measure.amount < known[0][1] - _slack(known):
            return None
        return next(
            (SizeRow(table=self, at=at) for at, _, high in known if measure.amount <= high + 0.05),
            None,
        )

    def row_named(self, usual: UsualSize, column: int) -> SizeRow | None:
        """Return the row of a size in its system: "UK 12"; without a system, by `column`."""
        if usual.system:
            at = next((at for at in self.named if usual.system in _words(self.header[at])), None)
        else:
            at = column
        if at is None:
            return None
        found = (
            row for row, cells_ in enumerate(self.rows) if _plain(cells_[at]) == _plain(usual.value)
        )
        row = next(found, None)
        return None if row is None else SizeRow(table=self, at=row)


def size_tables(found: Sequence[Evidence]) -> list[SizeTable]:
    """Return the size tables of the pages that were found, each once."""
    tables = (table for one in found for table in _tables(one.passage))
    return list({(t.heading, t.header): t for t in tables}.values())


def best_table(
    tables: Sequence[SizeTable],
    sizes: Sequence[str],
    people: frozenset[str],
    wanted: Iterable[BodyMeasureKind | UsualSize],
    language: Language,
) -> SizeTable | None:
    """Return the table that names a product's sizes, for those it is made for; None: none does.

    One with the measures that were given comes before one without.
    """
    weighed: list[tuple[bool, float, SizeTable]] = []
    told = list(wanted)
    for table in tables:
        _, share = table.naming(sizes)
        if not share:
            continue
        for_whom = terms(table.heading, language)
        others = _people(language) & for_whom - people
        apart = bool(others) and not people & for_whom
        score = share - (WRONG_PEOPLE if apart else 0.0) + (1.0 if people & for_whom else 0.0)
        weighed.append((any(_has(table, one) for one in told), score, table))
    return max(weighed, key=lambda one: one[:2])[2] if weighed else None


def _has(table: SizeTable, told: BodyMeasureKind | UsualSize) -> bool:
    if isinstance(told, BodyMeasureKind):
        return told in table.measured
    return bool(told.system) and any(told.system in _words(table.header[at]) for at in table.named)


@lru_cache(maxsize=2)
def _people(language: Language) -> frozenset[str]:
    return terms(" ".join(_OF_PEOPLE), language)


def _tables(passage: Passage) -> Iterator[SizeTable]:
    lines = [line for line in passage.text.splitlines() if line.strip()]
    for at, line in enumerate(lines):
        if not is_table_rule(line) or not at or not is_table_row(lines[at - 1]):
            continue
        header = tuple(cells(lines[at - 1]))
        body = []
        for row in lines[at + 1 :]:
            if not is_table_row(row):
                break
            body.append(tuple(cells(row)))
        rows = tuple(row for row in body if len(row) == len(header))
        if rows and _measured(header) and len(_measured(header)) < len(header):
            yield SizeTable(passage=passage, header=header, rows=rows)


@lru_cache(maxsize=256)
def _measured(header: tuple[str, ...]) -> dict[BodyMeasureKind, int]:
    found: dict[BodyMeasureKind, int] = {}
    for at, name in enumerate(header):
        folded = fold(name)
        kind = next((k for k, pattern in _COLUMNS.items() if pattern.search(folded)), None)
        if kind is not None:
            found.setdefault(kind, at)
    return found


def _bounds(cell: str) -> tuple[float, float]:
    numbers = [float(one.replace(",", ".")) for one in _NUMBER.findall(cell)]
    return (numbers[0], numbers[-1]) if numbers else (0.0, 0.0)


def _slack(known: Sequence[tuple[int, float, float]]) -> float:
    """Return how far below the first row a measure may lie: as far as one row is from the next."""
    return known[1][2] - known[0][2] if len(known) > 1 else 0.0


def _plain(value: str) -> str:
    return " ".join(_words(value))


def _words(value: str) -> list[str]:
    return regex.findall(r"[^\W_]+(?:[.,]\d+)?", fold(value))
