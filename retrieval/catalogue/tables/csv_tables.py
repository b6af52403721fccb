"""Read CSV and TSV files that people and spreadsheets wrote, losing only the rows that are broken.

Delimiter and encoding are found out; quotes that do not close, rows with too many cells and
endless cells become a `BadRow` with their line, and reading goes on with the next line.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrieval.catalogue.types import BadRow

_DELIMITERS = (",", ";", "\t", "|")
_MAX_CELL_CHARS = 4 * 1024 * 1024  # a product's page is far shorter; a lost quote is not
_MAX_RECORD_LINES = 5000  # of one cell's text; more is a quote that never closes
_MAX_BAD_ROWS = 1000  # then the file is not what it seems, and reading it on is of no use


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Hold one record."""

    line: int  # 1-based, of its first line
    cells: Mapping[str, str]  # by header, as `Table.header` spells it

    def get(self, *names: str) -> str:
        """Return the first of the named cells that is filled, stripped; else ""."""
        for name in names:
            value = self.cells.get(name, "").strip()
            if value:
                return value
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Hold a file of rows under a header."""

    name: str
    header: tuple[str, ...]  # lower case, single spaces
    delimiter: str
    lines: Sequence[str]  # with their ends
    start: int  # index of the header's line

    def rows(self) -> Iterator[Row | BadRow]:
        """Yield the rows below the header, in order; blank rows are left out."""
        width = len(self.header)
        records = _records(self.lines, self.start, self.delimiter, self.name)
        next(records, None)  # the header
        for line, record in records:
            if isinstance(record, BadRow):
                yield record
            elif not any(record):
                continue
            elif len(record) > width and any(record[width:]):
                yield BadRow(file=self.name, line=line, reason=_too_wide(record, self))
            else:
                yield Row(line=line, cells=dict(zip(self.header, record, strict=False)))

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield all records with their line, the first too: for files without a header."""
        for line, record in _records(self.lines, self.start, self.delimiter, self.name):
            if not isinstance(record, BadRow) and any(record):
                yield line, record


def open_table(name: str, text: str) -> Table | None:
    """Return the table in `text`, with its delimiter found out; None when it is blank."""
    lines = list(io.StringIO(text, newline=""))  # keeps \r\n inside quoted cells
    start = next((n for n, line in enumerate(lines) if line.strip()), None)
    if start is None:
        return None
    stated = lines[start].strip().removeprefix("sep=")  # a line Excel writes for itself
    if stated in _DELIMITERS and lines[start].startswith("sep=") and start + 1 < len(lines):
        start += 1
    else:
        stated = ""
    delimiter, header = max(
        ((d, _first(lines, start, d)) for d in ([stated] if stated else _DELIMITERS)),
        key=lambda found: len(found[1]),
    )
    return Table(
        name=name,
        header=tuple(" ".join(cell.lower().split()) for cell in header),
        delimiter=delimiter,
        lines=lines,
        start=start,
    )


def _first(lines: Sequence[str], start: int, delimiter: str) -> list[str]:
    _, record = next(_records(lines, start, delimiter, ""), (0, []))
    return [] if isinstance(record, BadRow) else record


def _records(
    lines: Sequence[str], start: int, delimiter: str, name: str
) -> Iterator[tuple[int, list[str] | BadRow]]:
    """Yield (1-based line, cells or a bad row), resuming one line after a broken record."""
    csv.field_size_limit(_MAX_CELL_CHARS)  # the module's only knob, for the whole process
    bad = 0
    while start < len(lines):
        feed = _Feed(lines, start)
        reader = csv.reader(feed, delimiter=delimiter, strict=True)
        ahead = 0  # lines read of this reader, up to its last whole record
        try:
            for record in reader:
                yield start + ahead + 1, record
                ahead = reader.line_num
                feed.allow()
        except csv.Error as error:
            broken = start + ahead
            literal = lines[broken].rstrip("\r\n").split(delimiter)
            if delimiter == "\t" and len(literal) > 1:
                yield broken + 1, literal  # feeds with tabs often mean their quotes literally
            else:
                bad += 1
                yield broken + 1, BadRow(file=name, line=broken + 1, reason=_unquoted(error))
            start = broken + 1
        else:
            return
        if bad >= _MAX_BAD_ROWS:
            reason = f"more than {_MAX_BAD_ROWS} broken rows: export the file again as CSV, UTF-8"
            yield start + 1, BadRow(file=name, line=start + 1, reason=reason)
            return


class _Feed:
    """Yield lines from `start` on, ending early inside a record that is too long to be one."""

    def __init__(self, lines: Sequence[str], start: int) -> None:
        self._lines = lines
        self._next = start
        self.allow()

    def allow(self) -> None:
        """Let another record be read."""
        self._end = min(len(self._lines), self._next + _MAX_RECORD_LINES)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._next >= self._end:
            raise StopIteration
        self._next += 1
        return self._lines[self._next - 1]


def _unquoted(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f'a cell is longer than {_MAX_CELL_CHARS:,} characters: is a closing " missing?'
    return 'its quotes do not match: close every " and write a quote inside a text as ""'


def _too_wide(record: Sequence[str], table: Table) -> str:
    return (
        f"it has {len(record)} cells under {len(table.header)} headings: put texts that contain "
        f"{'a tab' if table.delimiter == chr(9) else repr(table.delimiter)} in quotes"
    )
