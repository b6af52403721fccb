import pytest

from assistant.understanding.intents.taken_back import shared_phrases


class TestARequestThatIsTakenBack:
    @pytest.mark.parametrize(
        "text",
        [
            "annuler",
            "Annulez, merci",
            "laissez tomber, répondez-moi",
            "Répondez-moi vous",
            "Continuer avec l’assistant",  # as keyboards type it
            "je n'ai plus besoin d'un conseiller",
            "finalement non",
            "Never mind, just answer me",
            "continue with the assistant",
            "I don't need a person any more",
        ],
    )
    def test_is_told_by_its_words(self, text: str) -> None:
        assert shared_phrases().read(text) == ""

    @pytest.mark.parametrize(
        ("text", "rest"),
        [
            ("Laissez tomber, répondez-moi : vous livrez en Suisse ?", "vous livrez en Suisse ?"),
            ("continue with the assistant. do you ship to Malta?", "do you ship to Malta?"),
        ],
    )
    def test_may_ask_something_besides(self, text: str, rest: str) -> None:
        assert shared_phrases().read(text) == rest

    @pytest.mark.parametrize(
        "text",
        [
            "annuler ma commande BM10483967",
            "cancel my order",
            "répondez-moi",
            "laissez tomber la livraison express",
            "vous livrez en Suisse ?",
            "never mind the colour, is it warm?",
            "",
        ],
    )
    def test_is_not_read_into_other_words(self, text: str) -> None:
        assert shared_phrases().read(text) is None

    def test_is_surely_so_only_where_nothing_else_can_be_meant(self) -> None:
        assert shared_phrases().read("annuler", surely=True) is None
        assert shared_phrases().read("répondez vous-même", surely=True) == ""
