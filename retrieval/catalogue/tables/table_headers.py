"""Tell the header of a table from its rows. Pure."""

import re
from collections import Counter
from collections.abc import Sequence

_DIGITS = re.compile(r"\d+(?:[.,\s]\d+)*")
_LONG_NAME = 60  # characters from which a cell names no column


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first row of a table names its columns, by the words of all of its rows.

    It does where its cells are short, differ, and are written otherwise than those below them. A
    table whose cells are alike along each row, and not down each column, names its columns too:
    "Size | 36 | 38", "Chest | 84 cm | 88 cm".
    """
    first, *others = rows
    names = [cell for cell in first if cell]
    if not others or not names or len(set(names)) < len(names):
        return False
    if any(len(name) > _LONG_NAME or name.endswith((".", "!")) for name in names):
        return False
    is_pair = len(first) == 2  # noqa: PLR2004  # each row may be a name and its value
    if not any(_DIGITS.search(cell) for cell in first):
        figures = [any(_DIGITS.search(cell) for cell in row[1:]) for row in others]
        return not first[0] or (all(figures) if is_pair else any(figures))
    if is_pair:
        return False
    along = [_alikeness(row[1:]) for row in rows]
    down = [_alikeness(column) for column in list(zip(*rows, strict=False))[1:]]
    return sum(along) / len(along) > sum(down) / len(down)


def _alikeness(cells: Sequence[str]) -> float:
    """Return the share of cells that are written as most of them are, but for their figures."""
    forms = Counter(_DIGITS.sub("0", cell) for cell in cells)
    return max(forms.values(), default=0) / max(len(cells), 1)
