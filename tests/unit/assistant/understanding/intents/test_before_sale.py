import pytest

from assistant.understanding.intents.before_sale import asks_before_sale


class TestAQuestionBeforeTheSale:
    @pytest.mark.parametrize(
        "text",
        [
            "c'est livré quand si je commande aujourd'hui ?",
            "si je passe commande demain, je l'ai avant Noël ?",
            "en commandant maintenant je reçois quand ?",
            "une commande passée aujourd'hui arrive quand ?",
            "si j'achète deux pulls, la livraison est offerte ?",
            "when will it arrive if I order today?",
            "if we buy two, is delivery free?",
            "ordering today, do I get it by Friday?",
        ],
    )
    def test_is_told_by_the_order_that_does_not_exist_yet(self, text: str) -> None:
        assert asks_before_sale(text)

    @pytest.mark.parametrize(
        "text",
        [
            "où est ma commande ?",
            "ma commande est livrée quand ?",
            "quand arrive la commande que j'ai passée hier ?",
            "si ma commande n'arrive pas, que faire ?",
            "where is my order?",
            "I ordered today, when does it arrive?",
        ],
    )
    def test_is_none_of_an_order_that_was_placed(self, text: str) -> None:
        assert not asks_before_sale(text)
