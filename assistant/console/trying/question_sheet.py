"""Write saved questions as a CSV file, and read them back. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.console.shell.texts import LANGUAGES
from assistant.conversation.message import ChannelKind
from assistant.kit.table_file import TableFileError, read_table, write_table
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

MOST_CHARS = 2000
"""Of one question, as of one message on the bench."""

_BETWEEN = " | "  # facts


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """Hold a question of a file."""

    text: str
    language: str
    channel: ChannelKind
    page: str
    category: str
    expected: Expectation


def write_sheet(questions: Sequence[SavedQuestion]) -> str:
    """Return questions as CSV."""
    return write_table(COLUMNS, map(_cells, questions))


def _cells(one: SavedQuestion) -> Sequence[str]:
    expected = one.expected
    return (
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


def read_sheet(text: str) -> Sequence[SheetRow]:
    """Return the questions of a file.

    Raises:
        TableFileError: a row cannot be used; nothing of the file is to be kept.
    """
    return [_read(number, row) for number, row in read_table(text, needs=("question",))]


def _read(number: int, row: Mapping[str, str]) -> SheetRow:
    read = {name: row.get(name, "") for name in COLUMNS}
    if not read["question"]:
        raise TableFileError(number, "no_question")
    if len(read["question"]) > MOST_CHARS:
        raise TableFileError(number, "long")
    if read["operation"] and read["operation"] not in OPERATIONS:
        raise TableFileError(number, "operation")
    if read["language"] and read["language"] not in LANGUAGES:
        raise TableFileError(number, "language")
    try:
        channel = ChannelKind(read["channel"] or ChannelKind.WEBCHAT)
        outcome = ExpectedOutcome(read["expected"] or ExpectedOutcome.ANSWERED)
    except ValueError:
        raise TableFileError(number, "expected") from None
    return SheetRow(
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
