"""What differs in what somebody else wrote is found line by line."""

from assistant.console.insights.draft_pages import compare


class TestTwoTexts:
    def test_differ_where_the_other_has_lines_of_its_own(self) -> None:
        mine = "# Wrapping\n\nIt costs 4 EUR.\nWe use paper.\n"
        theirs = "# Wrapping\nIt is free.\n\nWe use paper.\nAsk us."

        assert compare(mine, theirs) == [
            ("# Wrapping", False),
            ("It is free.", True),
            ("We use paper.", False),
            ("Ask us.", True),
        ]

    def test_that_are_the_same_but_for_spaces_do_not_differ(self) -> None:
        assert compare("a\r\n\r\nb", "a\nb \n") == [("a", False), ("b", False)]

    def test_of_nothing_are_nothing(self) -> None:
        assert compare("words", "") == []
