"""Carts of the Storefront API are read in the shape that its documentation shows.

Source: shopify.dev/docs/api/storefront/latest, objects Cart and CartUserError, mutations cartCreate
and cartLinesAdd. The simulator answers in the same shape.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from integrations.shops.shopify.api_payloads import read
from integrations.shops.shopify.storefront_carts import Cart

_FIXTURES = Path(__file__).parents[4] / "support" / "simulators" / "shopify" / "fixtures"


def changed(name: str) -> dict[str, Any]:
    answer = json.loads((_FIXTURES / f"storefront_{name}.json").read_text(encoding="utf-8"))
    found: dict[str, Any] = answer["data"]["changed"]
    return found


class TestACart:
    @pytest.mark.parametrize(
        ("name", "lines", "total"),
        [
            ("cart_create", [("4101", "41", 2)], "60.0"),
            ("cart_lines_add", [("4101", "41", 2), ("4201", "42", 1)], "68.0"),
        ],
    )
    def test_has_its_lines_its_total_and_its_checkout(
        self, name: str, lines: list[tuple[str, str, int]], total: str
    ) -> None:
        cart = read(Cart, changed(name)["cart"])

        found = [
            (one.variant_id.rpartition("/")[2], one.product_id.rpartition("/")[2], one.pieces)
            for one in cart.basket().lines
        ]
        assert found == lines
        assert cart.cost.subtotal_amount.amount == total
        assert cart.checkout_url.startswith("https://shop.example/cart/c/")
        assert cart.basket().shop_basket == cart.id

    def test_that_is_refused_is_told_by_user_errors_alone(self) -> None:
        refused = changed("user_errors")

        assert refused["cart"] is None
        assert [one["code"] for one in refused["userErrors"]] == ["INVALID"]
