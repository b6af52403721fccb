import pytest

from assistant.operations.dialogue.by_model.customer_quotes import is_excepted, is_quote

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


class TestAnException:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("straw hat", "yes but not the straw hat"),
            ("the lamp", "Send back the rug and not the lamp"),
            ("pull", "je garde tout sauf le pull"),
            ("le pull", "tout excepté le pull"),
            ("les bottes", "oui mais pas les bottes"),
        ],
    )
    def test_is_not_what_is_asked_for(self, text: str, said: str) -> None:
        assert is_excepted(text, said)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("everything except the lamp", "return everything except the lamp"),
            ("the blue one", "no, the blue one"),
            ("la robe", "je ne veux pas la robe"),
            ("the hat", "not the hat, I mean... well yes, the hat"),
            ("the hats", "but not the hat"),  # as the customer did not say it
        ],
    )
    def test_is_told_from_a_wish(self, text: str, said: str) -> None:
        assert not is_excepted(text, said)
