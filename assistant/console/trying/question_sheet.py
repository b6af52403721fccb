"""Write saved questions as a CSV file, and read them back. Pure."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.console.shell.texts import LANGUAGES
from assistant.conversation.message import ChannelKind
from assistant.messages.trials.saved_question import Expectation, ExpectedOutcome, SavedQuestion
from assistant.operations.operation_register import OPERATIONS

COLUMNS = (
    "question",
    "language",
    "channel",
    "page",
    "category",
    "expected",
    "source",
    "facts",
    "operation",
)
MOST_ROWS = 1_000

MOST_CHARS = 2000
"""Of one question, as of one message on the bench."""

_BETWEEN = " | "  # facts
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """Hold a question of a file."""

    text: str
    language: str
    channel: ChannelKind
    page: str
    category: str
    expected: Expectation


class SheetError(ValueError):
    """Say that a line of the file cannot be used; 0: all of it."""

    def __init__(self, line: int, word: str) -> None:
        super().__init__(f"{line}: {word}")
        self.line = line
        self.word = word


def write_sheet(questions: Sequence[SavedQuestion]) -> str:
    """Return questions as CSV, with a byte order mark for spreadsheets."""
    to = io.StringIO()
    sheet = csv.writer(to)
    sheet.writerow(COLUMNS)
    for one in questions:
        expected = one.expected
        row = (
            one.text,
            one.language or "",
            one.channel,
            one.page,
            one.category,
            expected.outcome,
            expected.source,
            _BETWEEN.join(expected.facts),
            expected.operation,
        )
        sheet.writerow([_harmless(str(text)) for text in row])
    return "\ufeff" + to.getvalue()


def read_sheet(text: str) -> Sequence[SheetRow]:
    """Return the questions of a file.

    Raises:
        SheetError: a line cannot be used; nothing of the file is to be kept.
    """
    lines = text.removeprefix("\ufeff")
    try:
        dialect = csv.Sniffer().sniff(lines.partition("\n")[0], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    sheet = csv.DictReader(io.StringIO(lines), dialect=dialect)
    if "question" not in (sheet.fieldnames or ()):
        raise SheetError(0, "columns")
    try:
        rows = list(_rows(sheet))
    except csv.Error:  # a cell without an end, for instance: its line is not counted
        raise SheetError(sheet.line_num + 1, "unread") from None
    if len(rows) > MOST_ROWS:
        raise SheetError(0, "too_many")
    return rows


def _rows(sheet: "csv.DictReader[str]") -> Iterator[SheetRow]:
    for line, row in enumerate(sheet, start=2):
        read = {name: _bare((row.get(name) or "").strip()) for name in COLUMNS}
        if not any(read.values()):
            continue
        if not read["question"]:
            raise SheetError(line, "no_question")
        if len(read["question"]) > MOST_CHARS:
            raise SheetError(line, "long")
        if read["operation"] and read["operation"] not in OPERATIONS:
            raise SheetError(line, "operation")
        if read["language"] and read["language"] not in LANGUAGES:
            raise SheetError(line, "language")
        try:
            channel = ChannelKind(read["channel"] or ChannelKind.WEBCHAT)
            outcome = ExpectedOutcome(read["expected"] or ExpectedOutcome.ANSWERED)
        except ValueError:
            raise SheetError(line, "expected") from None
        yield SheetRow(
            text=read["question"],
            language=read["language"],
            channel=channel,
            page=read["page"],
            category=read["category"],
            expected=Expectation(
                outcome=outcome,
                source=read["source"],
                facts=tuple(filter(None, map(str.strip, read["facts"].split("|")))),
                operation=read["operation"],
            ),
        )


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    Source: OWASP, "CSV Injection".
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _bare(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA else text
