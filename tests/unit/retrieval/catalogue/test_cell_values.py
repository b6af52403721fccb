import pytest

from retrieval.catalogue.cell_values import (
    address,
    attributes_of,
    money_cell,
    reduced_from,
    stock_cell,
)
from retrieval.catalogue.tables.csv_tables import Row
from retrieval.catalogue.types import Money, UnreadableError

ROW = Row(line=3, cells={"price": "cheap", "stock": "some", "sale": " 5 "})


def euros(amount: int) -> Money:
    return Money(amount_minor=amount * 100, currency="EUR")


class TestACell:
    def test_that_is_no_price_names_its_column(self) -> None:
        with pytest.raises(UnreadableError, match="price: 'cheap' is not a price"):
            money_cell(ROW, "price", "sale", currency="EUR")

    def test_that_is_no_stock_names_its_column(self) -> None:
        with pytest.raises(UnreadableError, match="stock: 'some' is not a stock"):
            stock_cell(ROW, "stock")

    def test_may_be_spelt_several_ways_and_be_empty(self) -> None:
        assert money_cell(ROW, "none", "sale", currency="EUR") == euros(5)
        assert money_cell(ROW, "none", currency="EUR") is None


class TestAPriceBeforeAReduction:
    def test_is_above_todays(self) -> None:
        assert reduced_from(euros(5), euros(8)) == euros(8)

    @pytest.mark.parametrize("before", [euros(5), euros(4), None])
    def test_is_none_when_it_is_not(self, before: Money | None) -> None:
        assert reduced_from(euros(5), before) is None

    def test_is_none_in_another_currency(self) -> None:
        assert reduced_from(euros(5), Money(amount_minor=900, currency="USD")) is None


class TestAnAddress:
    def test_is_made_of_the_shops_and_a_path(self) -> None:
        assert address("https://shop.example/fr", "/products/a") == (
            "https://shop.example/fr/products/a"
        )

    def test_stays_when_it_is_whole(self) -> None:
        assert address("", "https://cdn.example/a.jpg") == "https://cdn.example/a.jpg"
        assert address("", "//cdn.example/a.jpg") == "https://cdn.example/a.jpg"

    def test_is_none_when_the_shops_is_not_known(self) -> None:
        assert address("", "/a.jpg") == ""
        assert address("https://shop.example", "") == ""


class TestAttributes:
    def test_are_filled_and_come_once(self) -> None:
        pairs = [("Matière", "Lin"), ("Poids", ""), ("Matière", "Lin"), ("", "x")]

        assert attributes_of(pairs) == (("Matière", "Lin"),)
