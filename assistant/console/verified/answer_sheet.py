"""Write verified answers as a CSV file, and read such a file as drafts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from assistant.answers.verified.ports import VerifiedConflictError
from assistant.answers.verified.types import KeptAnswer, VerifiedAnswer, VerifiedId
from assistant.console.verified.answer_check import AnswerFault, FieldFault
from assistant.console.verified.answer_form import AnswerForm, filled
from assistant.console.verified.verified_changes import (
    AnswerRefusedError,
    VerifiedChanges,
    new_id,
    without_personal_data,
)
from assistant.kit.table_file import read_table, write_table

_ID, _STATE = "id", "state"
FIELDS: Mapping[str, str] = {
    "questions_fr": "ways_fr",
    "questions_en": "ways_en",
    "by": "by",
    "answer_fr": "text_fr",
    "answer_en": "text_en",
    "source_title": "source_title",
    "source_url": "source_url",
    "review_by": "review_by",
}
"""The fields of the form, by the columns of the file; ways of asking stand on lines of a cell."""

COLUMNS = (_ID, *FIELDS, _STATE)
_COLUMN_OF = {field: column for column, field in FIELDS.items()} | {_ID: _ID}
_AN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFault:
    """Hold the reason why a row of a file is not read."""

    row: int  # as spreadsheets number it
    column: str
    fault: AnswerFault
    other: VerifiedAnswer | None = None  # the answer that has the same way of asking


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """Hold the outcome of a file; a row with a fault leaves no trace."""

    added: int = 0  # new answers, as drafts
    changed: int = 0  # new versions of answers, as drafts
    same: int = 0  # there already
    faults: tuple[SheetFault, ...] = ()

    @property
    def unread(self) -> int:
        """Return how many rows were not read."""
        return len({one.row for one in self.faults})


def write_sheet(kept: Sequence[KeptAnswer]) -> str:
    """Return the newest version of each answer as CSV."""
    return write_table(COLUMNS, (_cells(one.newest.answer) for one in kept))


def _cells(answer: VerifiedAnswer) -> Sequence[str]:
    fields = filled(answer)
    return (answer.answer_id, *(fields[field] for field in FIELDS.values()), answer.state)


async def take_in(text: str, changes: VerifiedChanges, *, by: str) -> TakenIn:
    """Keep the answers of a file as drafts; nothing of it is live.

    A row with the id of an answer becomes a new version of it, unless it says the same.

    Raises:
        TableFileError: the file is no such table.
        LogUnavailableError: the rest of the file was not taken in.
    """
    rows = read_table(text, needs=("questions_fr", "questions_en"))
    known = {one.newest.answer.answer_id: one for one in await changes.book.all()}
    taken, seen = await changes.taken(), set[VerifiedId]()
    told = TakenIn()
    for number, row in rows:
        answer = _read(row, seen)
        if not isinstance(answer, VerifiedAnswer):
            told = _with_faults(told, number, answer)
            continue
        seen.add(answer.answer_id)
        before = known.get(answer.answer_id)
        if before:  # a table has no statements of pages: they stay
            answer = replace(answer, corrects=before.newest.answer.corrects)
        if before and filled(before.newest.answer) == filled(answer):
            told = replace(told, same=told.same + 1)
            continue
        version = before.newest.version if before else 0
        try:
            await changes.write(answer, expected_version=version, by=by, taken=taken)
        except AnswerRefusedError as error:
            told = _with_faults(told, number, error.faults)
        except VerifiedConflictError:
            told = _with_faults(told, number, [FieldFault(field=_ID, fault=AnswerFault.MOVED)])
        else:
            told = replace(
                told, changed=told.changed + bool(before), added=told.added + (not before)
            )
    return told


def read_sheet(text: str) -> tuple[Sequence[VerifiedAnswer], Sequence[SheetFault]]:
    """Return the answers of a file, and the faults of the rows that are not read.

    Raises:
        TableFileError: the file is no such table.
    """
    answers: list[VerifiedAnswer] = []
    told = TakenIn()
    for number, row in read_table(text, needs=("questions_fr", "questions_en")):
        answer = _read(row, {one.answer_id for one in answers})
        if isinstance(answer, VerifiedAnswer):
            answers.append(answer)
        else:
            told = _with_faults(told, number, answer)
    return answers, told.faults


def _read(row: Mapping[str, str], seen: set[VerifiedId]) -> VerifiedAnswer | Sequence[FieldFault]:
    """Return the draft of a row, or its faults."""
    given = VerifiedId(row.get(_ID, "") or new_id())
    if given in seen or not _AN_ID.fullmatch(given):
        return [FieldFault(field=_ID, fault=AnswerFault.WRONG_ID)]
    fields = {field: row.get(column, "") for column, field in FIELDS.items()}
    fields["by"] = fields["by"].lower() or "text"
    try:
        form = AnswerForm.model_validate({**fields, "do": "draft"})
    except ValidationError as error:
        return list(_misfits(error))
    if form.has_wrong_day:
        return [FieldFault(field="review_by", fault=AnswerFault.WRONG_DAY)]
    return without_personal_data(form.answer(given))


def _misfits(error: ValidationError) -> Iterator[FieldFault]:
    for one in error.errors():
        field = str(one["loc"][0])
        fault = AnswerFault.WRONG_BY if field == "by" else AnswerFault.TOO_LONG
        yield FieldFault(field=field, fault=fault)


def _with_faults(told: TakenIn, row: int, faults: Sequence[FieldFault]) -> TakenIn:
    found = tuple(
        SheetFault(row=row, column=_COLUMN_OF[one.field], fault=one.fault, other=one.other)
        for one in faults
    )
    return replace(told, faults=(*told.faults, *found))
