from datetime import UTC, datetime

import pytest

from assistant.commerce.ports import ShopUnavailableError
from integrations.shops.woocommerce.api_payloads import (
    OrderPayload,
    Variation,
    WooItem,
    read,
    read_money,
)
from tests.support.seeds.shop_records import euros
from tests.support.simulators.woocommerce.store import blank


class TestAnAnswer:
    @pytest.mark.parametrize(
        ("model", "fixture"),
        [
            (OrderPayload, "order"),
            (Variation, "variation"),
            (Variation, "product"),
            (WooItem, "line_item"),
        ],
    )
    def test_is_read_with_every_field_that_is_documented(
        self, model: type[OrderPayload], fixture: str
    ) -> None:
        assert read(model, blank(fixture)).id == 0

    def test_of_another_form_is_an_error_that_quotes_nothing(self) -> None:
        with pytest.raises(ShopUnavailableError, match="OrderPayload: id") as raised:
            read(OrderPayload, blank("order") | {"id": "lea@example.com"})
        assert "lea" not in str(raised.value)

    def test_has_times_in_utc(self) -> None:
        order = read(OrderPayload, blank("order") | {"date_paid_gmt": "2026-11-02T09:30:00"})

        assert order.date_paid_gmt == datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
        assert order.date_completed_gmt is None

    @pytest.mark.parametrize("name", ["reason", "refund"])
    def test_says_why_money_went_back_in_old_shops_too(self, name: str) -> None:
        row = {"id": 1, name: "Comptoir 0a1b2c", "total": "-9.00"}

        order = read(OrderPayload, blank("order") | {"refunds": [row]})

        assert order.refunds[0].reason == "Comptoir 0a1b2c"

    def test_with_a_time_that_is_none_is_an_error(self) -> None:
        with pytest.raises(ShopUnavailableError):
            read(OrderPayload, blank("order") | {"date_paid_gmt": "yesterday"})

    def test_has_names_as_people_read_them(self) -> None:
        item = read(WooItem, blank("line_item") | {"name": "Bol &amp; assiette &ndash; Bleu"})

        assert item.name == "Bol & assiette – Bleu"


class TestMoney:
    @pytest.mark.parametrize(
        ("said", "amount"), [("46.00", 46), ("-46.00", 46), ("", 0), ("9.5", 9.5)]
    )
    def test_is_exact(self, said: str, amount: float) -> None:
        assert read_money(said, "EUR") == euros(amount)

    def test_that_is_none_is_an_error(self) -> None:
        with pytest.raises(ShopUnavailableError):
            read_money("free", "EUR")


class TestStock:
    @pytest.mark.parametrize(
        ("fields", "stock"),
        [
            ({"manage_stock": True, "stock_quantity": 3}, 3),
            ({"manage_stock": "parent", "stock_quantity": 2}, 2),
            ({"manage_stock": True, "stock_quantity": -1}, -1),
            ({"manage_stock": False}, None),
            ({"manage_stock": False, "stock_status": "outofstock"}, 0),
            ({"manage_stock": True, "stock_quantity": 0, "backorders_allowed": True}, None),
        ],
    )
    def test_is_what_can_be_bought(self, fields: dict[str, object], stock: int | None) -> None:
        assert read(Variation, blank("variation") | fields).stock == stock
