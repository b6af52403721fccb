"""What there is next to a size, colour or price that no product has."""

from dataclasses import replace

import pytest

from assistant.answers.composing.products.nearest_values import (
    nearest_price,
    nearest_values,
    unknown_size,
)
from assistant.conversation.product_search import Facet, FacetKind, ProductSearch
from assistant.understanding.search_move import SearchMove
from assistant.understanding.types import Constraints
from retrieval.catalogue.types import Product
from tests.unit.assistant.answers.shop_fixture import BOOTS, SOLD_OUT, asked, variant


def sized(*sizes: str) -> Product:
    return replace(BOOTS, variants=tuple(variant("Rouge", size) for size in sizes))


class TestNearestValues:
    @pytest.mark.parametrize(
        ("sizes", "wanted", "near"),
        [
            (("36", "38", "40", "46"), "39", ["38", "40"]),
            (("36", "46"), "48", ["46"]),
            (("S", "M", "XL"), "L", ["M", "XL"]),
            (("S", "XL"), "XXL", ["XL"]),
            (("18 mois", "3 ans", "6 ans"), "2 ans", ["18 mois", "3 ans"]),
            (("S", "M"), "42", []),
        ],
    )
    def test_are_the_sizes_below_and_above(
        self, sizes: tuple[str, ...], wanted: str, near: list[str]
    ) -> None:
        assert nearest_values([sized(*sizes)], wanted, Constraints()) == near

    def test_are_colours_for_a_colour(self) -> None:
        assert nearest_values([BOOTS], "Vert", Constraints()) == ["Rouge", "Bleu"]

    def test_can_be_bought(self) -> None:
        assert nearest_values([SOLD_OUT], "40", Constraints()) == []

    def test_keep_the_other_constraints(self) -> None:
        blue = Constraints(options=(("Couleur", "Bleu"),))

        assert nearest_values([BOOTS], "42", blue) == ["41"]


class TestNearestPrice:
    def test_is_the_next_above_a_limit(self) -> None:
        cheap = Constraints(price_max_minor=5000)

        assert nearest_price([BOOTS], cheap, "fr") == ["89,00\xa0€"]

    def test_is_none_without_a_limit(self) -> None:
        assert nearest_price([BOOTS], Constraints(), "fr") == []


class TestASizeThatNoProductHas:
    def test_is_read_from_the_search(self) -> None:
        facet = Facet(kind=FacetKind.SIZE, words="en taille 3xl")
        search = ProductSearch(kind="des pulls", facets=(facet,))
        understanding = replace(asked(search.text), search=SearchMove(search=search))

        assert unknown_size(understanding) == "3XL"

    def test_is_none_where_the_catalogue_has_it(self) -> None:
        facet = Facet(kind=FacetKind.SIZE, words="en 41")
        search = ProductSearch(kind="des bottes", facets=(facet,))
        known = asked(search.text, constraints=Constraints(options=(("Taille", "41"),)))

        assert unknown_size(replace(known, search=SearchMove(search=search))) == ""
