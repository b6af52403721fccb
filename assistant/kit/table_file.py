"""Write tables as CSV for spreadsheets, and read them back. Pure."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

MOST_ROWS = 1_000
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
MOST_CHARACTERS = 131_072  # of a cell, as Python's own `csv` has it at first
_DELIMITERS = ",;\t"
_MARK = "\ufeff"  # by which spreadsheets know UTF-8


class TableFileError(ValueError):
    """Say with a word of ours that a file, or a row of it, cannot be used; row 0: all of it."""

    def __init__(self, row: int, word: str) -> None:
        super().__init__(f"{row}: {word}")
        self.row = row
        self.word = word


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; `bare` gives the text back.

    Source: OWASP, "CSV Injection".
    """
    return f"'{text}" if _FORMULA.match(text) else text


def bare(text: str) -> str:
    """Return a text without the mark of `harmless`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV, with nothing that a spreadsheet takes for a formula."""
    to = io.StringIO()
    sheet = csv.writer(to)
    sheet.writerow(columns)
    sheet.writerows([harmless(cell) for cell in row] for row in rows)
    return _MARK + to.getvalue()


def decode_table(data: bytes, *, most_bytes: int) -> str:
    """Return the text of a file.

    Raises:
        TableFileError: it is larger, or not UTF-8: `too_large`, `encoding`.
    """
    if len(data) > most_bytes:
        raise TableFileError(0, "too_large")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableFileError(0, "encoding") from None


def read_table(text: str, *, needs: Collection[str]) -> Sequence[tuple[int, Mapping[str, str]]]:
    """Return the rows that have anything in them, numbered as spreadsheets do, by column.

    Raises:
        TableFileError: none of the columns that it `needs` is there, it has too many rows, or is
            broken: `columns`, `too_many`, `broken`.
    """
    lines = text.removeprefix(_MARK)
    heading = lines.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=heading.count)
    sheet = csv.DictReader(io.StringIO(lines, newline=""), delimiter=delimiter)
    number, rows = 0, []  # the row that was read last
    try:
        names = [(name or "").strip().lower() for name in sheet.fieldnames or ()]
        _hold(1, names)
        if not set(needs).intersection(names):
            raise TableFileError(0, "columns")
        sheet.fieldnames, number = names, 1
        for number, cells in enumerate(sheet, start=2):  # told where it breaks
            row = {name: bare((cells[name] or "").strip()) for name in names}
            _hold(number, row.values())
            if any(row.values()):
                rows.append((number, row))
    except csv.Error:
        raise TableFileError(number + 1, "broken") from None
    if len(rows) > MOST_ROWS:
        raise TableFileError(0, "too_many")
    return rows


def _hold(number: int, cells: Iterable[str]) -> None:
    """Check the length of cells: the limit of `csv` itself is the process's, and others set it."""
    if any(len(cell) > MOST_CHARACTERS for cell in cells):
        raise TableFileError(number, "broken")
