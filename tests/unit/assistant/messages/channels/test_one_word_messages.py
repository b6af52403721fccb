import pytest

from assistant.messages.channels.one_word_messages import Preference, picked, preference_of


class TestAPreference:
    @pytest.mark.parametrize(
        "text",
        [
            "STOP",
            "stop.",
            " Stop ! ",
            "ARRÊT",
            "Arrêtez",
            "Me désabonner",
            "DESABONNER",
            "🛑 STOP 🛑",
        ],
    )
    def test_is_a_word_and_nothing_else(self, text: str) -> None:
        said = preference_of(text)

        assert said is not None
        assert said[0] is Preference.OUT

    @pytest.mark.parametrize(
        "text",
        [
            "Stop, ma commande est fausse",
            "Comment arrêter la livraison ?",
            "Non-stop",
            "",
            "annuler",
            "Je veux me désabonner de la newsletter et changer d'adresse",
            "stop" * 50,
        ],
    )
    def test_is_no_word_of_a_sentence(self, text: str) -> None:
        assert preference_of(text) is None

    def test_says_its_language_if_it_has_one(self) -> None:
        assert preference_of("stop") == (Preference.OUT, "")
        assert preference_of("unsubscribe") == (Preference.OUT, "en")
        assert preference_of("Se désinscrire") == (Preference.OUT, "fr")
        assert preference_of("START") == (Preference.IN, "")


class TestANumber:
    @pytest.mark.parametrize("text", ["2", " 2. ", "2)", "n° 2", "N°2"])
    def test_is_the_answer_in_its_place(self, text: str) -> None:
        assert picked(text, ("Rouge", "Bleu")) == "Bleu"

    @pytest.mark.parametrize("text", ["0", "3", "2 paires", "deux", "", "100"])
    def test_is_none_beyond_them(self, text: str) -> None:
        assert picked(text, ("Rouge", "Bleu")) is None

    def test_is_itself_among_numbers(self) -> None:
        assert picked("2", ("1", "2", "3")) is None
        assert picked("2", ()) is None
