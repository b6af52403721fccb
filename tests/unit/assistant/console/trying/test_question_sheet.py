"""Saved questions as a file, and back."""

from dataclasses import replace

import pytest

from assistant.console.trying.question_sheet import SheetError, read_sheet, write_sheet
from assistant.messages.trials.saved_question import ExpectedOutcome
from tests.contract.saved_questions import OTHER, QUESTION


class TestAFile:
    def test_comes_back_as_it_was_written(self) -> None:
        rows = read_sheet(write_sheet([QUESTION, OTHER]))

        for row, one in zip(rows, (QUESTION, OTHER), strict=True):
            assert (row.text, row.language, row.channel) == (
                one.text,
                one.language or "",
                one.channel,
            )
            seen = (row.page, row.category, row.expected)
            assert seen == (one.page, one.category, one.expected)

    def test_of_a_spreadsheet_with_semicolons_is_read(self) -> None:
        (row,) = read_sheet("question;expected;facts\nRetour ?;answered;30 jours | gratuit\n")

        assert row.expected.facts == ("30 jours", "gratuit")
        assert row.expected.outcome is ExpectedOutcome.ANSWERED

    def test_has_no_formula_for_a_spreadsheet(self) -> None:
        written = write_sheet([replace(QUESTION, text="=1+1")])

        assert "\n'=1+1," in written
        assert read_sheet(written)[0].text == "=1+1"

    @pytest.mark.parametrize(
        ("text", "line", "word"),
        [
            ("a,b\n1,2\n", 0, "columns"),
            ("question,source\n,Retours\n", 2, "no_question"),
            ("question,language\nA,fr\nB,xx\n", 3, "language"),
            ("question,expected\nA,sometimes\n", 2, "expected"),
            ("question,channel\nA,fax\n", 2, "expected"),
            ("question,operation\nA,fly\n", 2, "operation"),
            (f"question,source\n{'A' * 2001},\n", 2, "long"),
            (f"question,source\n{'A' * 140_000},\n", 2, "unread"),
        ],
    )
    def test_that_cannot_be_used_names_the_line(self, text: str, line: int, word: str) -> None:
        with pytest.raises(SheetError) as error:
            read_sheet(text)

        assert (error.value.line, error.value.word) == (line, word)

    def test_of_too_many_questions_is_refused(self) -> None:
        with pytest.raises(SheetError, match="too_many"):
            read_sheet("question,source\n" + "A,\n" * 1001)
