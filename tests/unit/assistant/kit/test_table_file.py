"""Tables as CSV: out, in, and what cannot be read."""

import pytest

from assistant.kit.table_file import (
    MOST_ROWS,
    TableFileError,
    bare,
    decode_table,
    harmless,
    read_table,
    write_table,
)


class TestACell:
    @pytest.mark.parametrize(
        "text", ["=1+1", "+33", "-5", "@a", "\tx", "'=1", "''=1", "'plain", ""]
    )
    def test_comes_back_as_it_was(self, text: str) -> None:
        assert bare(harmless(text)) == text

    @pytest.mark.parametrize("text", ["=1+1", "+33", "-5", "@a", "\tx", "\rx"])
    def test_is_never_a_formula(self, text: str) -> None:
        assert harmless(text) == f"'{text}"


class TestATable:
    def test_comes_back_with_lines_in_its_cells(self) -> None:
        written = write_table(("a", "b"), [("one\ntwo", 'say "x"'), ("", "=1")])

        assert written.startswith("\ufeff")
        assert "'=1" in written
        assert read_table(written, needs=("a",)) == [
            (2, {"a": "one\ntwo", "b": 'say "x"'}),
            (3, {"a": "", "b": "=1"}),
        ]

    @pytest.mark.parametrize("between", [",", ";", "\t"])
    def test_of_any_spreadsheet_is_read(self, between: str) -> None:
        text = f"A{between} b\n1{between}2\n{between}\n3\n"

        assert read_table(text, needs=("a",)) == [
            (2, {"a": "1", "b": "2"}),
            (4, {"a": "3", "b": ""}),
        ]

    @pytest.mark.parametrize(
        ("text", "row", "word"),
        [
            ("", 0, "columns"),
            ("b,c\n1,2\n", 0, "columns"),
            ("a\n" + "1\n" * (MOST_ROWS + 1), 0, "too_many"),
            ("a\n1\n" + "x" * 200_000 + "\n", 3, "broken"),
            ("x" * 200_000, 1, "broken"),
        ],
    )
    def test_that_cannot_be_used_says_why(self, text: str, row: int, word: str) -> None:
        with pytest.raises(TableFileError) as error:
            read_table(text, needs=("a",))

        assert (error.value.row, error.value.word) == (row, word)


class TestAFile:
    def test_is_read_with_and_without_a_mark(self) -> None:
        assert decode_table("é".encode(), most_bytes=9) == "é"
        assert decode_table("\ufeffé".encode(), most_bytes=9) == "é"

    @pytest.mark.parametrize(("data", "word"), [(b"x" * 10, "too_large"), (b"\xe9", "encoding")])
    def test_that_is_none_says_why(self, data: bytes, word: str) -> None:
        with pytest.raises(TableFileError, match=word):
            decode_table(data, most_bytes=9)
