import pytest

from assistant.answers.composing.products.product_aspects import (
    ProductAspect,
    asks_of_a_product,
    aspect_of,
    attributes_of,
)
from tests.unit.assistant.answers.shop_fixture import BOOTS


class TestAspectOf:
    @pytest.mark.parametrize(
        ("question", "aspect"),
        [
            ("C'est combien ?", ProductAspect.PRICE),
            ("How much are they?", ProductAspect.PRICE),
            ("Quelles tailles ?", ProductAspect.CHOICES),
            ("Which colours are there?", ProductAspect.CHOICES),
            ("Encore en stock ?", ProductAspect.STOCK),
            ("Quelque chose de similaire ?", ProductAspect.ALTERNATIVES),
            ("Combien de temps brûle-t-elle ?", None),
            ("How much does it weigh?", None),
        ],
    )
    def test_is_what_the_question_names(self, question: str, aspect: ProductAspect | None) -> None:
        assert aspect_of(question) is aspect


class TestAttributesOf:
    @pytest.mark.parametrize(
        ("question", "name"),
        [
            ("De quelle matière ?", "Matière"),
            ("What are they made of?", "Matière"),
            ("Elles sont lourdes ?", "Poids"),
            ("How heavy are they?", "Poids"),
        ],
    )
    def test_are_found_by_their_name_and_its_kin(self, question: str, name: str) -> None:
        assert [found for found, _ in attributes_of(question, BOOTS)] == [name]

    def test_are_none_that_the_product_has_not(self) -> None:
        assert attributes_of("Comment les laver ?", BOOTS) == frozenset()


class TestAsksOfAProduct:
    def test_tells_a_products_facts_from_the_shops(self) -> None:
        assert asks_of_a_product("et la matière ?")
        assert not asks_of_a_product("et pour la Suisse ?")
