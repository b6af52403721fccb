import pytest

from assistant.answers.composing.product_aspects import (
    ProductAspect,
    asks_of_a_product,
    aspect_of,
    attribute_of,
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


class TestAttributeOf:
    @pytest.mark.parametrize(
        ("question", "name"),
        [
            ("De quelle matière ?", "Matière"),
            ("What are they made of?", "Matière"),
            ("Elles sont lourdes ?", "Poids"),
            ("How heavy are they?", "Poids"),
        ],
    )
    def test_is_found_by_its_name_and_its_kin(self, question: str, name: str) -> None:
        found = attribute_of(question, BOOTS)

        assert found is not None
        assert found[0] == name

    def test_is_none_that_the_product_has_not(self) -> None:
        assert attribute_of("Comment les laver ?", BOOTS) is None


class TestAsksOfAProduct:
    def test_tells_a_products_facts_from_the_shops(self) -> None:
        assert asks_of_a_product("et la matière ?")
        assert not asks_of_a_product("et pour la Suisse ?")
