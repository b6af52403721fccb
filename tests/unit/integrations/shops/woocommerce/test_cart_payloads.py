"""Carts of the Store API are read in the shape that its documentation shows.

Source: developer.woocommerce.com/docs/apis/store-api/resources-endpoints/cart. The simulator
answers in the same shape.
"""

import json
from pathlib import Path
from typing import Any

from integrations.shops.woocommerce.api_payloads import read
from integrations.shops.woocommerce.store_carts import StoreCart

_FIXTURES = Path(__file__).parents[4] / "support" / "simulators" / "woocommerce" / "fixtures"


def captured(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return found


class TestACart:
    def test_names_the_variation_and_its_pieces(self) -> None:
        cart = read(StoreCart, captured("cart_with_variation"))

        basket = cart.basket("token", {"38": "37"})

        assert [(one.product_id, one.variant_id, one.pieces) for one in basket.lines] == [
            ("37", "38", 2)
        ]
        assert (cart.totals.total_items, cart.totals.total_items_tax) == ("5000", "1000")

    def test_without_items_is_an_empty_basket(self) -> None:
        assert read(StoreCart, captured("cart")).basket("token", {}).lines == ()
