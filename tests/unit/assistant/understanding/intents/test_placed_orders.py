import pytest

from assistant.understanding.intents.placed_orders import (
    is_of_order,
    misses_parcel,
    speaks_of_order,
)


class TestWords:
    @pytest.mark.parametrize(
        "text",
        ["ma commande", "suivi colis", "where is my order", "j'ai passé une commande hier"],
    )
    def test_speak_of_an_order_that_was_placed(self, text: str) -> None:
        assert speaks_of_order(text)

    @pytest.mark.parametrize(
        "text",
        ["comment passer commande", "can orders be cancelled", "je peux commander sans compte ?"],
    )
    def test_speak_of_none(self, text: str) -> None:
        assert not speaks_of_order(text)


class TestAParcelThatDidNotCome:
    @pytest.mark.parametrize(
        "text",
        [
            "my parcel never arrived",
            "sorry my parcel never arrived",
            "sorry but my package still hasn't come",
            "our order was never delivered",
            "my order has not turned up yet",
            "mon colis n'est jamais arrivé",
            "désolée, ma commande n'est toujours pas livrée",
            "bonjour j'attends toujours mon colis",
        ],
    )
    def test_is_missed(self, text: str) -> None:
        assert misses_parcel(text)

    @pytest.mark.parametrize(
        "text",
        [
            "what if my parcel never arrives?",
            "et si mon colis n'est jamais livré",
            "my parcel never arrived, cancel it please",
            "mon colis n'est pas arrivé, je veux être remboursée",
            "ma commande n'est pas partie, mettez plutôt du 40",
            "my parcel arrived yesterday",
            "ma commande est bien arrivée, merci",
            "a parcel that never arrived is sent again",
            "the jacket never arrived in my size",
        ],
    )
    def test_is_not_all_that_is_said(self, text: str) -> None:
        assert not misses_parcel(text)


class TestWordsThatTakeOffAnOrder:
    @pytest.mark.parametrize(
        "text",
        [
            "please take the reed diffuser off my order",
            "drop the throw from BM10484263",
            "get the socks out of that order",
            "enlève le bonnet de ma commande",
            "prends le sac dans la commande #1042",
        ],
    )
    def test_are_no_wish_for_the_basket(self, text: str) -> None:
        assert is_of_order(text)

    @pytest.mark.parametrize(
        "text",
        [
            "I'll take the DX4500",
            "je prends le bonnet de la marque Quart",
            "ajoutez le bonnet à ma commande",
            "take the socks off the list",
        ],
    )
    def test_are_not_read_into_wishes_for_the_basket(self, text: str) -> None:
        assert not is_of_order(text)
