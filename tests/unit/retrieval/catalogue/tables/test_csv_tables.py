import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue.tables.csv_tables import Row, open_table
from retrieval.catalogue.types import BadRow
from tests.unit.retrieval.catalogue.builders import table


def read(text: str) -> list[tuple[int | None, str]]:
    """Return (line, first cell, or what is wrong) of every row."""
    rows = table(text).rows()
    return [(r.line, r.get("id") if isinstance(r, Row) else f"! {r.reason}") for r in rows]


class TestATable:
    @pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
    def test_is_read_with_whatever_parts_its_cells(self, mark: str) -> None:
        opened = table(f"ID{mark}Name{mark}Price\n1{mark}a, b{mark}5\n".replace("a, b", "a b"))

        assert opened.delimiter == mark
        assert opened.header == ("id", "name", "price")
        assert [row.get("name") for row in opened.rows() if isinstance(row, Row)] == ["a b"]

    def test_may_name_its_mark_in_a_line_of_excels(self) -> None:
        assert read("sep=;\nid;a,b,c\n1;2\n") == [(3, "1")]

    def test_keeps_lines_and_quotes_inside_quoted_cells(self) -> None:
        (row,) = table('id,text\n1,"one\r\ntwo ""three"""\n').rows()

        assert isinstance(row, Row)
        assert row.get("text") == 'one\r\ntwo "three"'

    def test_that_is_blank_is_none(self) -> None:
        assert open_table("x", " \n\n") is None

    def test_leaves_out_blank_rows_and_counts_their_lines(self) -> None:
        assert read("id,b\n\n,\n1,2\n") == [(4, "1")]

    def test_takes_short_rows_and_extra_empty_cells(self) -> None:
        assert read("id,b,c\n1\n2,3,4,,\n") == [(2, "1"), (3, "2")]

    def test_may_have_no_header(self) -> None:
        assert list(table("Bleu;Blue\nRouge;Red\n").records()) == [
            (1, ["Bleu", "Blue"]),
            (2, ["Rouge", "Red"]),
        ]


class TestABrokenRow:
    def test_is_named_with_its_line_and_the_rest_is_read(self) -> None:
        text = 'id,name,text\n1,a,b\n2,"never closed,b\n3,"x, y",z\n4,c,d\n'

        found = read(text)

        assert [(line, cell) for line, cell in found if not cell.startswith("!")] == [
            (2, "1"),
            (4, "3"),
            (5, "4"),
        ]
        assert ("! its quotes do not match" in found[1][1], found[1][0]) == (True, 3)

    def test_whose_quote_never_closes_does_not_swallow_a_long_file(self) -> None:
        good = "".join(f"{n},x\n" for n in range(2, 9000))

        found = read(f'id,name\n1,"open\n{good}')

        assert len(found) == 8999
        assert found[0][0] == 2

    def test_with_too_many_cells_says_which_mark_wants_quotes(self) -> None:
        assert read("id,b\n1,x,y\n2,z\n") == [
            (2, "! it has 3 cells under 2 headings: put texts that contain ',' in quotes"),
            (3, "2"),
        ]

    def test_with_an_endless_cell_is_left_out(self) -> None:
        found = read(f"id,b\n1,{'x' * 5_000_000}\n2,y\n")

        assert "longer than 4,194,304 characters" in found[0][1]
        assert found[1] == (3, "2")

    def test_of_a_file_with_tabs_may_mean_its_quotes_literally(self) -> None:
        rows = [row for row in table('id\tname\n1\t"Big" hat\n').rows() if isinstance(row, Row)]

        assert rows[0].get("name") == '"Big" hat'

    def test_is_not_counted_forever(self) -> None:
        found = read("id,b\n" + '1,"x"y\n' * 3000)

        assert len(found) == 1001
        assert "export the file again" in found[-1][1]

    @given(st.text(alphabet=st.sampled_from('a1,;\t|"\r\n \u00e9'), max_size=200))
    def test_never_stops_the_reading(self, text: str) -> None:
        opened = open_table("x.csv", f"id,name\n{text}")

        assert opened is not None
        assert all(isinstance(row, Row | BadRow) for row in opened.rows())
