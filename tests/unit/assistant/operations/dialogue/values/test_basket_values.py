import pytest

from assistant.operations.dialogue.values.basket_values import beside_titles
from assistant.understanding.references.chosen_items import wanted_pieces


class TestBesideTitles:
    @pytest.mark.parametrize(
        ("text", "pieces"),
        [
            ("add the Abri two-person tent", None),
            ("add 2 Abri Two-Person Tents please", 2),
            ("the two person tent, twice", None),
        ],
    )
    def test_leaves_no_number_of_a_title_to_be_counted(self, text: str, pieces: int | None) -> None:
        words = beside_titles(text, ["Abri Two-Person Tent"])

        assert wanted_pieces(words, changes=False, now=None) == pieces
