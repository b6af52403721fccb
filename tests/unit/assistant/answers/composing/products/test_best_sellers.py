from dataclasses import replace

import pytest

from assistant.answers.composing.products.best_sellers import asks_for_best_sellers, is_best_seller
from tests.unit.assistant.answers.shop_fixture import BOOTS


class TestAsksForBestSellers:
    @pytest.mark.parametrize(
        "text",
        [
            "What are your bestsellers?",
            "vos meilleures ventes",
            "ce qui se vend le mieux ?",
            "quel est le plus vendu ?",
        ],
    )
    def test_hears_what_others_buy_most(self, text: str) -> None:
        assert asks_for_best_sellers(text)

    def test_leaves_other_searches_alone(self) -> None:
        assert not asks_for_best_sellers("the best boots for rain")


class TestIsBestSeller:
    def test_is_what_the_catalogue_says(self) -> None:
        assert is_best_seller(replace(BOOTS, category=("Chaussures", "Meilleures ventes")))
        assert not is_best_seller(BOOTS)
