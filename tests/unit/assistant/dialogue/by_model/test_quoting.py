import pytest

from assistant.dialogue.by_model.quoting import is_quote

SAID = ("Bonjour, je renvoie les botes d'équitation de la BM10482413", "to 14 rue des Martyrs")


class TestAQuote:
    @pytest.mark.parametrize(
        "text",
        [
            "les botes d'équitation",
            "Les Botes D'EQUITATION",  # as it is compared everywhere
            "les bottes d'equitation",  # spelt better than the customer did
            "BM10482413",
            "14 rue des Martyrs",
            "les botes de la BM10482413",  # with words left out
        ],
    )
    def test_is_made_of_the_customers_words(self, text: str) -> None:
        assert is_quote(text, SAID)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "...",
            "the riding boots",  # translated
            "BM10482414",  # one figure is another
            "15 rue des Martyrs",
            "14 rue des Martyrs, 75009 Paris",  # completed
            "la mer",  # two letters alike are chance
        ],
    )
    def test_has_no_other_word(self, text: str) -> None:
        assert not is_quote(text, SAID)
