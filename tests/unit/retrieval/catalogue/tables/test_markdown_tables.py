import pytest

from retrieval.catalogue.tables.markdown_tables import mend


class TestRowsWithoutARule:
    def test_are_a_table_with_the_header_that_they_have(self) -> None:
        assert mend("Rates:\nZone | Price\nFR | 5 €\nCH | 9 €") == (
            "Rates:\n\n| Zone | Price |\n| --- | --- |\n| FR | 5 € |\n| CH | 9 € |"
        )

    def test_are_a_table_with_an_empty_header_if_they_have_none(self) -> None:
        assert mend("| Mon | closed |\n| Sun | closed |") == (
            "|  |  |\n| --- | --- |\n| Mon | closed |\n| Sun | closed |"
        )


class TestALineWithBars:
    @pytest.mark.parametrize(
        ("line", "mended"),
        [("14 days | 30 days", "14 days · 30 days"), ("- a | b", "- a · b"), ("a|b", "a|b")],
    )
    def test_that_is_no_row_has_dots(self, line: str, mended: str) -> None:
        assert mend(line) == mended


class TestATable:
    def test_with_a_rule_stays_as_it_is(self) -> None:
        table = "| A | B |\n|---|---|\n| 1 | 2 |"

        assert mend(table) == table
