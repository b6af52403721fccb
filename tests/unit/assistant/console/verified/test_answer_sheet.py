"""Verified answers as a file, and a file as drafts."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.answers.verified.types import (
    AnswerState,
    CorrectedStatement,
    VerifiedAnswer,
    VerifiedId,
    WayOfAsking,
)
from assistant.console.verified.answer_check import AnswerFault
from assistant.console.verified.answer_sheet import COLUMNS, TakenIn, take_in, write_sheet
from assistant.console.verified.verified_changes import VerifiedChanges
from assistant.kit.table_file import TableFileError, write_table
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.staff_directory import MemoryAudit
from tests.support.memory.verified_book import MemoryVerifiedBook

GIFT = VerifiedAnswer(
    answer_id=VerifiedId("gift"),
    ways=(
        WayOfAsking(language="fr", text="Peut-on rendre un cadeau ?"),
        WayOfAsking(language="en", text="Can I return a gift?"),
        WayOfAsking(language="en", text="may a present be sent back"),
    ),
    texts={"en": "=Yes, with the receipt.\n\nWithin 30 days.", "fr": "Oui, avec le ticket."},
    source_title="Returns",
    source_url="https://lune.example/returns",
    review_by=date(2027, 3, 1),
    state=AnswerState.LIVE,
)
PARKING = VerifiedAnswer(
    answer_id=VerifiedId("parking"),
    ways=(WayOfAsking(language="en", text="Where can I park?"),),
    texts={},
    person=True,
    state=AnswerState.OFF,
)


def installation() -> VerifiedChanges:
    return VerifiedChanges(book=MemoryVerifiedBook(), audit=MemoryAudit(), clock=HandClock())


def sheet(*rows: dict[str, str]) -> str:
    return write_table(COLUMNS, [[row.get(one, "") for one in COLUMNS] for row in rows])


async def faults(*rows: dict[str, str]) -> list[tuple[int, str, AnswerFault]]:
    told = await take_in(sheet(*rows), installation(), by="zoe")
    return [(one.row, one.column, one.fault) for one in told.faults]


class TestAFile:
    async def test_goes_out_of_one_installation_and_into_another_as_drafts(self) -> None:
        one, other = installation(), installation()
        for answer in (GIFT, PARKING):
            await one.write(answer, expected_version=0, by="zoe")
        written = write_sheet(await one.book.all())

        told = await take_in(written, other, by="anna")

        assert told == TakenIn(added=2)
        kept = {one.newest.answer.answer_id: one for one in await other.book.all()}
        for answer in (GIFT, PARKING):
            assert kept[answer.answer_id].newest.answer == replace(answer, state=AnswerState.DRAFT)
            assert kept[answer.answer_id].in_force is None
        assert {one.deed.actor for one in await other.audit.read()} == {"anna"}
        assert await take_in(written, other, by="anna") == TakenIn(same=2)
        assert await take_in(written, one, by="anna") == TakenIn(same=2)

    async def test_keeps_the_statements_that_an_answer_corrects(self) -> None:
        wrong = CorrectedStatement(title="Returns", url="", quote="No gifts.")
        changes = installation()
        await changes.write(replace(GIFT, corrects=(wrong,)), expected_version=0, by="zoe")
        written = write_sheet(await changes.book.all()).replace("30 days", "40 days")

        assert await take_in(written, changes, by="anna") == TakenIn(changed=1)

        [kept] = await changes.book.all()
        assert kept.newest.answer.corrects == (wrong,)

    async def test_changes_an_answer_as_a_draft_beside_what_is_live(self) -> None:
        shop = installation()
        await shop.write(GIFT, expected_version=0, by="zoe")
        changed = write_sheet(await shop.book.all()).replace("30 days", "60 days")

        assert await take_in(changed, shop, by="anna") == TakenIn(changed=1)

        (kept,) = await shop.book.all()
        assert kept.in_force is not None
        assert kept.in_force.answer == GIFT
        assert "60 days" in kept.newest.answer.texts["en"]

    async def test_is_read_but_for_the_rows_with_a_fault(self) -> None:
        shop = installation()
        await shop.write(GIFT, expected_version=0, by="zoe")
        good = {"questions_en": "Is there parking?", "answer_en": "Yes."}
        taken = {"questions_en": "can I return a GIFT", "answer_en": "Yes."}

        told = await take_in(sheet(taken, good, good), shop, by="anna")

        assert (told.added, told.unread) == (1, 2)
        assert [(one.row, one.column, one.fault) for one in told.faults] == [
            (2, "questions_en", AnswerFault.TAKEN),
            (4, "questions_en", AnswerFault.TAKEN),
        ]
        assert told.faults[0].other == GIFT

    @pytest.mark.parametrize(
        ("row", "column", "fault"),
        [
            ({"answer_en": "Yes."}, "questions_fr", AnswerFault.NO_QUESTION),
            ({"questions_en": "a?"}, "answer_en", AnswerFault.NO_TEXT),
            ({"questions_en": "a?", "by": "robot"}, "by", AnswerFault.WRONG_BY),
            (
                {"questions_en": "a?", "answer_en": "b", "source_title": "t" * 201},
                "source_title",
                AnswerFault.TOO_LONG,
            ),
            (
                {"questions_en": "a?", "answer_en": "b", "review_by": "soon"},
                "review_by",
                AnswerFault.WRONG_DAY,
            ),
            (
                {"questions_en": "a?", "answer_en": "I'll refund you today."},
                "answer_en",
                AnswerFault.PROMISE,
            ),
            (
                {"id": "../x", "questions_en": "a?", "answer_en": "b"},
                "id",
                AnswerFault.WRONG_ID,
            ),
        ],
    )
    async def test_tells_the_row_and_the_column_of_a_fault(
        self, row: dict[str, str], column: str, fault: AnswerFault
    ) -> None:
        assert await faults(row) == [(2, column, fault)]

    async def test_has_an_id_once(self) -> None:
        one = {"id": "a", "questions_en": "a?", "answer_en": "b"}

        assert await faults(one, {**one, "questions_en": "c?"}) == [(3, "id", AnswerFault.WRONG_ID)]

    async def test_loses_personal_data_of_its_questions(self) -> None:
        shop = installation()
        row = {"questions_en": "is zoe@lune.example right?", "answer_en": "Yes."}

        await take_in(sheet(row), shop, by="anna")

        assert "zoe@" not in str(await shop.book.all())

    async def test_without_questions_is_none(self) -> None:
        with pytest.raises(TableFileError, match="columns"):
            await take_in("answer_en\nYes.\n", installation(), by="anna")
