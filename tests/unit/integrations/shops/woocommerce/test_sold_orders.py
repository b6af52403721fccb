"""The lines of an order are net of what WooCommerce refunded of them."""

from typing import Any

import pytest

from assistant.commerce.basket_tokens import basket_token
from assistant.commerce.sales import SoldLine
from integrations.shops.woocommerce.api_payloads import OrderPayload, WooMeta, WooRefund
from integrations.shops.woocommerce.order_reader import WooOrderReader
from integrations.shops.woocommerce.sold_orders import sold_in, token_in
from tests.support.simulators.woocommerce.store import blank

TOKEN = basket_token(b"key", "c1")


def item(number: int, total: str, pieces: int = 1, **fields: object) -> dict[str, Any]:
    row = blank("line_item") | {"id": number, "product_id": 7, "quantity": pieces, "total": total}
    return row | fields


def refunded(number: int, total: str, pieces: int = 0) -> dict[str, Any]:
    mark = [{"id": 1, "key": "_refunded_item_id", "value": str(number)}]
    return item(90 + number, f"-{total}", -pieces, meta_data=mark)


def lines(*items: dict[str, Any], refunds: tuple[dict[str, Any], ...] = ()) -> list[SoldLine]:
    given = blank("order") | {"id": 5, "number": "5", "status": "completed"}
    rows = [{"id": x["id"], "reason": "", "total": f"-{x['amount']}"} for x in refunds]
    given |= {"line_items": list(items), "refunds": rows, "date_created_gmt": "2026-11-02T09:30:00"}
    found = OrderPayload.model_validate(given)
    told = [WooRefund.model_validate(one) for one in refunds]
    return [*sold_in(WooOrderReader().read(found), found, told)]


def refund(amount: str, *rows: dict[str, Any], **fields: object) -> dict[str, Any]:
    return blank("refund") | {"id": 50, "amount": amount, "line_items": list(rows)} | fields


def sums(found: list[SoldLine]) -> list[tuple[int, int, int, int]]:
    """Return pieces, pieces returned, paid and paid back of each line."""
    return [
        (one.quantity, one.returned, one.paid.amount_minor, one.back.amount_minor)
        for one in found
        if one.back is not None
    ]


class TestARefund:
    def test_of_pieces_is_what_came_back(self) -> None:
        back = refund("28.00", refunded(1, "28.00", 1))  # of 30.00, less a fee

        found = lines(item(1, "60.00", 2), item(2, "40.00"), refunds=(back,))

        assert sums(found) == [(2, 1, 6000, 2800), (1, 0, 4000, 0)]

    def test_of_a_part_of_the_price_leaves_the_piece_sold(self) -> None:
        back = refund("10.00", refunded(1, "10.00"))

        assert sums(lines(item(1, "60.00", 2), refunds=(back,))) == [(2, 0, 6000, 1000)]

    def test_of_no_line_is_shared_out_and_that_of_delivery_is_not(self) -> None:
        kind = refund("15.00", shipping_lines=[item(60, "-5.00")])

        found = lines(item(1, "60.00", 2), item(2, "40.00"), refunds=(kind,))

        assert sums(found) == [(2, 0, 6000, 600), (1, 0, 4000, 400)]


class TestACost:
    @pytest.mark.parametrize(
        ("told", "minor"),
        [({"value": 12.345}, 1234), ({"total_value": 12.3}, 1230), ({"value": 0}, None)],
    )
    def test_is_told_where_it_was_entered(self, told: dict[str, float], minor: int | None) -> None:
        [one] = lines(item(1, "60.00", total_tax="10.00", cost_of_goods_sold=told))

        assert (one.cost.amount_minor if one.cost else None) == minor
        assert one.tax is not None
        assert one.tax.amount_minor == 1000

    def test_is_not_known_where_the_shop_keeps_none(self) -> None:
        [one] = lines(item(1, "60.00"))

        assert one.cost is None


class TestAToken:
    @pytest.mark.parametrize(
        ("source", "content", "token"),
        [("comptoir", TOKEN, TOKEN), ("newsletter", TOKEN, ""), ("comptoir", "summer", "")],
    )
    def test_counts_only_on_a_link_of_ours(self, source: str, content: str, token: str) -> None:
        rows = (
            WooMeta(key="_wc_order_attribution_utm_source", value=source),
            WooMeta(key="_wc_order_attribution_utm_content", value=content),
        )

        assert token_in(rows) == token
