import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue.cell_values import is_yes, parse_stock
from retrieval.catalogue.types import UnreadableError


class TestAStockCell:
    @pytest.mark.parametrize(
        ("text", "stock"),
        [("12", 12), ("12.0000", 12), ("12,5", 12), ("1 200", 1200), ("-3", 0), ("", None)],
    )
    def test_is_a_count_of_pieces(self, text: str, stock: int | None) -> None:
        assert parse_stock(text) == stock

    @pytest.mark.parametrize("text", ["many", "12 pcs", "1.2.3"])
    def test_that_is_no_count_says_what_to_write(self, text: str) -> None:
        with pytest.raises(UnreadableError, match="write a whole number, or nothing"):
            parse_stock(text)

    @given(st.text(max_size=20))
    def test_is_never_below_zero(self, text: str) -> None:
        try:
            stock = parse_stock(text)
        except UnreadableError:
            return
        assert stock is None or stock >= 0


class TestAYesOrNoCell:
    @pytest.mark.parametrize("text", ["1", "TRUE", "Yes", "oui", " true "])
    def test_says_yes_in_many_ways(self, text: str) -> None:
        assert is_yes(text, default=False)

    @pytest.mark.parametrize("text", ["0", "FALSE", "no", "non", "2"])
    def test_says_no_in_many_ways(self, text: str) -> None:
        assert not is_yes(text, default=True)

    def test_that_is_empty_says_nothing(self) -> None:
        assert is_yes("", default=True)
        assert not is_yes(" ", default=False)
