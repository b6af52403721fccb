import pytest

from retrieval.text.markdown_sections import sections_of


def read(text: str) -> list[tuple[tuple[str, ...], list[str]]]:
    return [
        (section.headings, [text[unit.start : unit.end] for unit in section.units])
        for section in sections_of(text, "en")
    ]


class TestLabels:
    @pytest.mark.parametrize(
        ("text", "heading", "said"),
        [
            ("**Can I return it?**\n\nYes.", "Can I return it?", "Yes."),
            ("Can I return it?\n\nYes.", "Can I return it?", "Yes."),
            ("**Refunds.** In 14 days.", "Refunds", "In 14 days."),
            ("**Savings**\nTen percent.", "Savings", "Ten percent."),
            ("4.\u00a0Change of mind. In 14 days.", "Change of mind", "In 14 days."),
            ("Art. 4 Refund. In 14 days.", "Refund", "In 14 days."),
            ("Opening hours\n\n- Mon closed", "Opening hours", "Mon closed"),
        ],
    )
    def test_are_headings_of_what_follows(self, text: str, heading: str, said: str) -> None:
        assert read(text) == [((heading,), [said])]

    @pytest.mark.parametrize(
        "text",
        [
            "**Free over 49 €**\n\nWe pack well.",
            "**No returns on sale items.**\n\nWe pack well.",
            "30 days from delivery. Returns are free.",
            "Allow 3 days for it. We pack well.",
            "Closed on Mondays\n\nWe pack well.",
            "We pack well.\n\n**Closed on Mondays**",
        ],
    )
    def test_are_no_words_that_state_something(self, text: str) -> None:
        assert [len(units) for _, units in read(text)] == [2]

    def test_of_a_clause_end_before_one_without_title(self) -> None:
        text = "1.\u00a0Returns. In 14 days.\n\n2.\u00a0Prices include all taxes of the country."

        assert [headings for headings, _ in read(text)] == [("Returns",), ()]
