from dataclasses import replace

import pytest

from assistant.answers.composing.products.product_lists import PriceOrder, by_price, order_of
from tests.unit.assistant.answers.shop_fixture import BOOTS, asked, found, variant

CHEAP = replace(BOOTS, product_id="cheap", variants=(variant("Rouge", "41", price=2000),))
DEAR = replace(BOOTS, product_id="dear", variants=(variant("Rouge", "41", price=30000),))
UNPRICED = replace(
    BOOTS, product_id="unpriced", variants=(replace(variant("Rouge", "41"), price=None),)
)


class TestOrder:
    @pytest.mark.parametrize(
        "text",
        ["la robe la moins chère", "un pull pas trop cher", "your cheapest coat", "cheaper?"],
    )
    def test_is_cheapest_first(self, text: str) -> None:
        assert order_of(text) is PriceOrder.CHEAPEST

    @pytest.mark.parametrize("text", ["la plus chère ?", "the most expensive bag"])
    def test_is_dearest_first(self, text: str) -> None:
        assert order_of(text) is PriceOrder.DEAREST

    @pytest.mark.parametrize(
        "text", ["moins cher que 50 euros", "cheaper than 50", "c'est combien ?", "chercher"]
    )
    def test_is_none_where_only_a_limit_or_nothing_is_said(self, text: str) -> None:
        assert order_of(text) is None


class TestByPrice:
    def test_puts_the_cheapest_first_and_what_has_no_price_last(self) -> None:
        evidence = [found(product) for product in (UNPRICED, DEAR, BOOTS, CHEAP)]

        ordered = by_price(asked("les bottes les moins chères"), evidence)

        assert [e.passage.source_id for e in ordered] == ["cheap", "bottes", "dear", "unpriced"]

    def test_leaves_the_best_match_first_where_no_order_is_asked_for(self) -> None:
        evidence = [found(product) for product in (DEAR, CHEAP)]

        assert by_price(asked("des bottes"), evidence) == evidence
