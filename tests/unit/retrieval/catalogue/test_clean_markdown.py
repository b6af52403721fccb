import pytest

from retrieval.catalogue.clean_markdown import clean


class TestClean:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            (r"5\. Refunds", "5.\u00a0Refunds"),
            (r"\- no pets", "- no pets"),
            (r"Prices\* and a\_b \[x\]", "Prices* and a_b [x]"),
            (r"\# no heading", "no heading"),
            ("| A |\n| --- |\n| M \\| L |", "| A |\n| --- |\n| M / L |"),
            ("caf&eacute;&nbsp;&amp; th&eacute;", "café\u00a0& thé"),
            ("~~49 €~~ 39 €", "39 €"),
            ("==new==", "new"),
        ],
    )
    def test_leaves_no_mark_that_a_reader_would_not_see(self, written: str, read: str) -> None:
        assert clean(written) == read

    def test_leaves_code_as_it_is(self) -> None:
        assert clean("```\n\\- &amp;\n```\n\\- x") == "```\n\\- &amp;\n```\n- x"

    def test_drops_a_heading_that_ends_a_section_where_the_next_ends_it_too(self) -> None:
        assert clean("### A\n\na\n\n###\n\n### B\n\nb\n\n###\n") == "### A\n\na\n\n### B\n\nb\n\n"


class TestLinesPutApart:
    def test_are_a_list_below_their_bold_line_or_question(self) -> None:
        assert (
            clean("**OPEN**  \nMon closed  \nTue 9-5") == "###### OPEN\n\n- Mon closed\n- Tue 9-5"
        )
        assert clean("When?  \nTomorrow.") == "###### When?\n\nTomorrow."

    def test_are_a_list_without_marks_at_the_ends_of_lines(self) -> None:
        assert clean("lundi : fermé\nmardi : 10 h a 17 h 30\nmercredi : 9 h") == (
            "- lundi : fermé\n- mardi : 10 h a 17 h 30\n- mercredi : 9 h"
        )

    def test_that_are_sentences_stay_a_paragraph(self) -> None:
        text = "We open at nine.  \nWe close at five.  \nWe sleep."

        assert clean(text) == text

    def test_that_only_fit_a_width_stay_a_paragraph(self) -> None:
        text = (
            "We send parcels on every working day\nof the week, and on Saturdays before\nthe feasts"
        )

        assert clean(text) == text

    def test_with_a_lists_marks_are_one(self) -> None:
        assert clean("No returns of:  \n\\- bees  \n• wax  \nAsk us.") == (
            "No returns of:\n\n- bees\n- wax\n\nAsk us.  "
        )
