"""The lines of an order are net of what came back, however it came back."""

from typing import Any

import pytest

from assistant.commerce.basket_tokens import NAME, basket_token
from assistant.commerce.sales import SoldLine
from integrations.shops.shopify.sales.sold_orders import PlacedOrder, ShopifySoldLine, sold_in

TOKEN = basket_token(b"key", "c1")


def bag(amount: str) -> dict[str, Any]:
    return {"shopMoney": {"amount": amount, "currencyCode": "EUR"}}


def line(price: str, pieces: int, left: int, *, cost: str = "") -> ShopifySoldLine:
    unit = {"amount": cost, "currencyCode": "EUR"} if cost else None
    return ShopifySoldLine.model_validate(
        {
            "title": "Shirt",
            "quantity": pieces,
            "currentQuantity": left,
            "discountedUnitPriceAfterAllDiscountsSet": bag(price),
            "product": {"id": "gid://shopify/Product/1"},
            "variant": {"inventoryItem": {"unitCost": unit}},
        }
    )


def order(**fields: object) -> PlacedOrder:
    return PlacedOrder.model_validate(
        {
            "id": "gid://shopify/Order/1",
            "createdAt": "2026-11-02T09:30:00Z",
            "displayFulfillmentStatus": "FULFILLED",
            "taxesIncluded": True,
            "totalPriceSet": bag("120.00"),
            "totalTaxSet": bag("20.00"),
            "totalRefundedSet": bag("0.00"),
            "totalRefundedShippingSet": bag("0.00"),
        }
        | fields
    )


def sums(lines: list[SoldLine]) -> list[tuple[int, int, int, int]]:
    """Return pieces, pieces returned, paid and paid back of each line."""
    return [
        (one.quantity, one.returned, one.paid.amount_minor, one.back.amount_minor)
        for one in lines
        if one.back is not None
    ]


class TestPiecesThatLeftAnOrder:
    def test_came_back_once_it_was_sent(self) -> None:
        refunded = order(totalRefundedSet=bag("30.00"))

        found = [*sold_in(refunded, [line("30.00", 2, 1), line("60.00", 1, 1)])]

        assert sums(found) == [(2, 1, 6000, 3000), (1, 0, 6000, 0)]

    def test_were_never_sold_before(self) -> None:
        edited = order(displayFulfillmentStatus="UNFULFILLED", totalRefundedSet=bag("90.00"))

        found = [*sold_in(edited, [line("30.00", 2, 1), line("60.00", 1, 0)])]

        assert sums(found) == [(1, 0, 3000, 0)]

    def test_are_all_of_an_order_that_was_cancelled(self) -> None:
        cancelled = order(cancelledAt="2026-11-03T09:30:00Z")

        assert [*sold_in(cancelled, [line("30.00", 1, 1)])] == []


class TestMoneyThatIsOfNoPiece:
    def test_is_shared_out_by_what_is_left(self) -> None:
        kind = order(totalRefundedSet=bag("49.00"), totalRefundedShippingSet=bag("5.00"))

        found = [*sold_in(kind, [line("30.00", 2, 1), line("60.00", 1, 1)])]

        assert sums(found) == [(2, 1, 6000, 3467), (1, 0, 6000, 933)]

    def test_is_never_more_than_was_paid(self) -> None:
        found = [*sold_in(order(totalRefundedSet=bag("500.00")), [line("30.00", 1, 1)])]

        assert sums(found) == [(1, 0, 3000, 3000)]


class TestCostsAndTaxes:
    def test_are_told_of_the_whole_line(self) -> None:
        [one] = sold_in(order(), [line("30.00", 2, 2, cost="9.50")])

        assert one.cost is not None
        assert one.tax is not None
        assert (one.cost.amount_minor, one.tax.amount_minor) == (1900, 1000)

    def test_are_none_where_the_shop_has_no_cost_or_adds_the_tax(self) -> None:
        [one] = sold_in(order(taxesIncluded=False), [line("30.00", 1, 1)])

        assert one.cost is None
        assert one.tax is not None
        assert one.tax.amount_minor == 0


class TestTheBasketOfTheChat:
    @pytest.mark.parametrize(
        ("key", "value", "basket"), [(NAME, TOKEN, TOKEN), (NAME, "Jane", ""), ("gift", TOKEN, "")]
    )
    def test_is_known_by_its_token_alone(self, key: str, value: str, basket: str) -> None:
        [one] = sold_in(
            order(customAttributes=[{"key": key, "value": value}]), [line("30.00", 1, 1)]
        )

        assert one.basket == basket
