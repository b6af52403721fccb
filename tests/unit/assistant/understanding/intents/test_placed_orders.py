import pytest

from assistant.understanding.intents.placed_orders import speaks_of_order


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
