"""Mend tables of Markdown that lack the rule below their header, and lines with bars. Pure."""

import re
from collections.abc import Sequence
from itertools import groupby

from retrieval.catalogue.tables.table_headers import has_header

_BAR = re.compile(r"[ \t]*\|[ \t]*")
_LONE_BAR = re.compile(r"[ \t]+\|[ \t]+")
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_OTHER = re.compile(r"[ \t]*(?:[-*+>#]|\d+[.)])\s")  # items, quotes and headings are no rows
_MARKS = re.compile(r"\*\*|__|[*`]")


def mend(markdown: str) -> str:
    """Return Markdown whose tables all have a header, empty where none is written.

    A line with bars that is no table's has middle dots instead.
    """
    if "|" not in markdown:
        return markdown
    lines: list[str] = []
    for is_row, group in groupby(markdown.split("\n"), key=_is_row):
        run = list(group)
        lines += _table(run, lines) if is_row else map(_dotted, run)
    return "\n".join(lines)


def _is_row(line: str) -> bool:
    return "|" in line and not _OTHER.match(line)


def _table(run: Sequence[str], before: Sequence[str]) -> list[str]:
    if any(_RULE.fullmatch(line) for line in run[:2]):
        return list(run)
    rows = [_cells(line) for line in run]
    is_even = len(run) > 1 and len({len(row) for row in rows}) == 1
    if not is_even and not all(line.lstrip().startswith("|") for line in run):
        return [_dotted(line.strip().strip("|").strip()) for line in run]
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    if not _is_headed(rows):
        rows.insert(0, [""] * width)
    written = [f"| {' | '.join(row)} |" for row in rows]
    written.insert(1, "|" + " --- |" * width)
    return ["", *written] if before and before[-1].strip() else written


def _is_headed(rows: Sequence[Sequence[str]]) -> bool:
    if all(cell.startswith(("**", "__")) or not cell for cell in rows[0]):
        return len(rows) > 1
    return has_header([[_MARKS.sub("", cell) for cell in row] for row in rows])


def _dotted(line: str) -> str:
    return _LONE_BAR.sub(" · ", line)


def _cells(line: str) -> list[str]:
    return _BAR.split(re.sub(r"^\||\|$", "", line.strip()).strip())
