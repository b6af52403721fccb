import pytest

from assistant.understanding.intents.negated_requests import asks_for_nothing
from tests.unit.assistant.understanding.everyday import EVERYDAY


class TestAWishThatNothingBeDone:
    @pytest.mark.parametrize(
        "text",
        [
            "no wait dont cancel!!",
            "n'annulez pas",
            "surtout ne pas annuler",
            "leave the order as it is",
            "don't change the address after all",
            "laissez ma commande",
            "I don't want to return anything",
            "I did not ask to cancel it",
            "surtout ne rien changer",
            "ne remboursez pas",
            "pas d'annulation svp",
            "I don't know, don't cancel it",
        ],
    )
    def test_is_told(self, text: str) -> None:
        assert asks_for_nothing(text)

    @pytest.mark.parametrize(
        "text",
        [
            "don't cancel it, just change the address",
            "ne pas annuler mais changer l'adresse",
            "cancel my order",
            "can I cancel it?",
            "I don't want the parka anymore",
            "do not forget to refund my order",
            "don't forget to refund me",
            "I don't know how to return",
            "I don't know how to cancel my order",
            "I don't understand how to change my order",
            "I can not cancel it",
            "did not refund me",
            "not refunded",
            "never refunded me",
            "no refund yet",
            "pas remboursé",
            "toujours pas remboursée",
            "pas de remboursement",
            "n'oubliez pas de rembourser ma commande",
            "je ne sais pas annuler ma commande",
            "je ne comprends pas comment changer la commande",
            "je ne peux pas retourner la commande",
            *EVERYDAY,
        ],
    )
    def test_is_none_where_something_is_to_be_done(self, text: str) -> None:
        assert not asks_for_nothing(text)
