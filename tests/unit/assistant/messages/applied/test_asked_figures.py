import pytest

from assistant.messages.applied.asked_figures import (
    asks_last_day,
    asks_sum,
    asks_sum_for_country,
    has_bound,
)


class TestTheSum:
    @pytest.mark.parametrize(
        "text",
        [
            "ça fait combien en tout avec la livraison ?",
            "combien de frais de port ?",
            "livré à Lausanne, ça me fait combien ?",
            "how much is shipping to Germany?",
            "is delivery free?",
        ],
    )
    def test_is_asked_with_delivery_and_a_price(self, text: str) -> None:
        assert asks_sum(text)

    @pytest.mark.parametrize(
        "text",
        [
            "combien coûte ce livre ?",
            "how much is the USB port adapter?",
            "how much is the expedition parka?",
            "il manque un article dans ma livraison",
            "je dois être là pour la livraison ?",
            "je n'ai pas compris la livraison",
            "rien du tout n'a été livré",
            "is the return shipping free?",
            "les frais de port sont-ils remboursés ?",
            "la livraison prend combien de temps ?",
        ],
    )
    def test_is_not_asked_by_these(self, text: str) -> None:
        assert not asks_sum(text)

    def test_is_asked_for_another_country_once_it_was_asked(self) -> None:
        before = "combien avec la livraison ?"

        assert asks_sum_for_country(("et en Belgique ?", before))
        assert not asks_sum_for_country(("et en Belgique ?", "bonjour"))
        assert not asks_sum_for_country(("et en rouge ?", before))


class TestTheLastDay:
    @pytest.mark.parametrize(
        "text",
        [
            "j'ai jusqu'à quand pour la renvoyer ?",
            "combien de jours pour le rendre ?",
            "how long do I have to send it back?",
            "what is the deadline for a return?",
        ],
    )
    def test_is_asked_with_a_return_and_a_time(self, text: str) -> None:
        assert asks_last_day(text)

    @pytest.mark.parametrize(
        "text",
        [
            "quel jour puis-je me rendre à la boutique ?",
            "when will it be back in stock?",
            "quand sera-t-il de retour en stock ?",
            "when do I get my money after a return?",
        ],
    )
    def test_is_not_asked_by_these(self, text: str) -> None:
        assert not asks_last_day(text)


class TestABound:
    @pytest.mark.parametrize(
        "text",
        [
            "Le paiement en trois fois est possible dès 100 €.",
            "For orders over £50 we add a gift.",
            "Votre panier doit atteindre 100 €.",
        ],
    )
    def test_is_an_amount_of_a_basket(self, text: str) -> None:
        assert has_bound(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Les commandes passées avant 14 h partent le jour même.",
            "Votre commande sous 3 jours.",
            "Orders leave within 2 days.",
            "L'emballage coûte 3 €.",
        ],
    )
    def test_is_no_other_number(self, text: str) -> None:
        assert not has_bound(text)
