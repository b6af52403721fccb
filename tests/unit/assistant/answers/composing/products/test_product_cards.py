import pytest

from assistant.answers.composing.products.product_cards import (
    card,
    facts_of,
    product_of,
    product_source,
)
from assistant.understanding.types import Constraints
from tests.unit.assistant.answers.shop_fixture import BOOTS, SOLD_OUT, found, section


class TestCard:
    def test_shows_what_can_be_bought(self) -> None:
        shown = card(BOOTS, "fr")

        assert (shown.subtitle, shown.price, shown.availability) == (
            "Rouge, Bleu · 41",
            "89,00\xa0€",
            "En stock",
        )

    def test_shows_the_variants_that_are_asked_for(self) -> None:
        assert (
            card(BOOTS, "fr", Constraints(options=(("Couleur", "Bleu"),))).subtitle == "Bleu · 41"
        )

    def test_says_that_none_of_those_can_be_bought(self) -> None:
        shown = card(BOOTS, "fr", Constraints(options=(("Taille", "42"),)))

        assert (shown.subtitle, shown.availability) == ("Rouge · 42", "En rupture")
        assert card(SOLD_OUT, "en").availability == "Out of stock"


class TestProductSource:
    def test_quotes_what_stands_in_the_products_text(self) -> None:
        assert product_source(found(BOOTS), "pour la pluie").quote == "pour la pluie"

    def test_quotes_the_name_otherwise(self) -> None:
        assert product_source(found(BOOTS), "en cuir").quote == "Bottes Brisant"


class TestFactsOf:
    def test_has_everything_the_catalogue_states_once(self) -> None:
        facts = facts_of(BOOTS)

        assert "Matière: caoutchouc naturel" in facts
        assert "Taille: 41, 42" in facts
        assert facts.count("89.00 EUR") == 1


class TestProductOf:
    def test_refuses_a_page(self) -> None:
        with pytest.raises(ValueError, match="not a product"):
            product_of(section("Retours", "30 jours."))
