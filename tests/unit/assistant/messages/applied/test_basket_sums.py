import pytest

from assistant.answers.composing.pages.delivery_terms import DeliveryTerm
from assistant.conversation.message import Language
from assistant.messages.applied.basket_sums import MOST, tell_sums
from retrieval.catalogue.types import Money


def money(minor: int, currency: str = "EUR") -> Money:
    return Money(amount_minor=minor, currency=currency)


RELAY = DeliveryTerm(name="Relais", price=money(390), free_from=money(6000))
EXPRESS = DeliveryTerm(name="Express", price=money(1290))
UNTIL_FREE = "(offerte dès 60,00 €, il manque 26,00 €)"


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


class TestSums:
    def test_add_the_price_of_delivery_and_say_how_much_is_left_until_it_is_free(self) -> None:
        told = plain(tell_sums(money(3400), [RELAY, EXPRESS], "", "fr"))

        assert told.splitlines() == [
            "Votre panier de 34,00 €, livraison comprise :",
            f"- Relais : 3,90 € de livraison, soit 37,90 € en tout {UNTIL_FREE}",
            "- Express : 12,90 € de livraison, soit 46,90 € en tout",
        ]

    @pytest.mark.parametrize("goods", [6000, 6001])
    def test_say_that_delivery_is_free_from_its_bound_on(self, goods: int) -> None:
        told = tell_sums(money(goods), [RELAY], "BE", "en")

        assert "(Belgium)" in told
        assert "Relais: free delivery, €60.0" in told
        assert "to go" not in told

    @pytest.mark.parametrize(("language", "word"), [("fr", "- livraison :"), ("en", "- delivery:")])
    def test_name_delivery_where_the_page_has_no_name(self, language: Language, word: str) -> None:
        nameless = DeliveryTerm(name="", price=money(490))

        assert word in plain(tell_sums(money(100), [nameless], "", language))

    def test_of_another_currency_are_not_told(self) -> None:
        pounds = DeliveryTerm(name="UK", price=money(400, "GBP"))

        assert tell_sums(money(3400), [pounds], "", "en") == ""
        assert tell_sums(money(3400), [], "", "en") == ""

    def test_are_no_long_list(self) -> None:
        assert len(tell_sums(money(1), [EXPRESS] * 9, "", "fr").splitlines()) == MOST + 1
