import pytest

from assistant.understanding.intents.negated_requests import asks_for_nothing


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
        ],
    )
    def test_is_none_where_something_is_to_be_done(self, text: str) -> None:
        assert not asks_for_nothing(text)
