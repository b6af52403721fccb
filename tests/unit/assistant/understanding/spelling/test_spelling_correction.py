from typing import get_args

import pytest

from assistant.conversation.message import Language
from assistant.understanding.spelling.language_dictionary import load_or_make_dictionary
from assistant.understanding.spelling.spelling_correction import Speller
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.encoders.model_folders import ModelFolders

SHOP = Vocabulary(
    words=(
        *("the", "delivery", "is", "free", "on", "card", "gift", "merganser", "tuktu", "neon"),
        *("la", "livraison", "est", "chapeau", "sellette", "sorcière", "bettas", "each", "kerbs"),
    )
)


@pytest.fixture(scope="module")
def speller(models: ModelFolders) -> Speller:
    return Speller(
        {language: load_or_make_dictionary(models, language) for language in get_args(Language)}
    )


def _correct(speller: Speller, text: str, language: Language, shop: Vocabulary = SHOP) -> str:
    return speller.correct(text, language=language, vocabulary=shop)


class TestMisspeltWords:
    @pytest.mark.parametrize(
        ("written", "language", "meant"),
        [
            ("how fast dose the giftcard come by emial", "en", "gift card come by email"),
            ("do you do same day shiping", "en", "same day shipping"),
            ("can i retrun it", "en", "can i return it"),
            ("i bougt it", "en", "i bought it"),
            ("is it avalable for delivry", "en", "is it available for delivery"),
            ("cobien de jours", "fr", "combien de jours"),
            ("remboursé sous conbien de temps", "fr", "remboursé sous combien de temps"),
            ("la livraizon coute", "fr", "la livraison coûte"),
            ("comande reçue casser", "fr", "commande reçue casser"),
        ],
    )
    def test_are_read_as_the_nearest_word(
        self, speller: Speller, written: str, language: Language, meant: str
    ) -> None:
        assert meant in _correct(speller, written, language)

    def test_are_read_by_their_sound(self, speller: Speller) -> None:
        assert _correct(speller, "il mank le chapo", "fr") == "il manque le chapeau"
        assert (
            _correct(speller, "i want a rufund on my fone", "en") == "i want a refund on my phone"
        )

    def test_get_their_accents_back(self, speller: Speller) -> None:
        assert _correct(speller, "etes vous ouverts", "fr") == "êtes vous ouverts"
        assert _correct(speller, "chapeau de sorciere", "fr") == "chapeau de sorcière"

    def test_get_their_blanks_and_apostrophes_back(self, speller: Speller) -> None:
        assert _correct(speller, "jai recu", "fr") == "j'ai reçu"
        assert _correct(speller, "jpeux payer", "fr") == "je peux payer"
        assert _correct(speller, "it didnt come", "en") == "it didn't come"

    def test_are_rather_words_of_the_shop(self, speller: Speller) -> None:
        assert _correct(speller, "a merganzer", "en") == "a merganser"
        assert _correct(speller, "une selette", "fr") == "une sellette"

    def test_are_no_words_of_the_shops_other_language(self, speller: Speller) -> None:
        assert "each" not in _correct(speller, "livraison a eech", "fr")

    def test_keep_the_capital_of_a_sentence(self, speller: Speller) -> None:
        assert _correct(speller, "Shiping to Spain?", "en") == "Shipping to Spain?"


class TestOtherWords:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("How long does delivery take, and can my neighbour sign for it?", "en"),
            ("Is the Tuktu in stock, in 10 litres?", "en"),
            ("my name is Maelys Kerbrat, order W2611340", "en"),
            ("mail me at bob.smtih@exampel.com or https://exampel.com/retrun", "en"),
            ("do you take amex, klarna or crypto?", "en"),
            ("ten neons and a betta", "en"),
            ("Ma sœur l'a reçue en 2XL, référence AB-1234", "fr"),
            ("Livrez-vous à Esch et à Kirchberg ?", "fr"),
            ("une promo par mail ou par sms ?", "fr"),
            ("retour J+25, 25 g de thé", "fr"),
        ],
    )
    def test_stay_as_they_are(self, speller: Speller, text: str, language: Language) -> None:
        assert _correct(speller, text, language) == text


class TestShortWords:
    @pytest.mark.parametrize(
        ("written", "language", "meant"),
        [
            ("do u ship 2 canada pls", "en", "do you ship to canada please"),
            ("pls can i return it w/o box", "en", "please can i return it without box"),
            ("how long b4 i get my refund", "en", "how long before i get my refund"),
            (
                "cb de jrs vs gardez ma cde svp",
                "fr",
                "combien de jours vous gardez ma commande svp",
            ),
            ("c koi votre adresse", "fr", "c'est quoi votre adresse"),
            ("g recu ma cmd", "fr", "j'ai reçu ma commande"),
        ],
    )
    def test_are_written_out(
        self, speller: Speller, written: str, language: Language, meant: str
    ) -> None:
        assert _correct(speller, written, language).replace("s'il vous plaît", "svp") == meant


class TestShop:
    def test_is_asked_anew_when_its_words_change(self, speller: Speller) -> None:
        other = Vocabulary(words=("cormorant",))

        assert _correct(speller, "a merganzer", "en") == "a merganser"
        assert _correct(speller, "a merganzer", "en", other) != "a merganser"
        assert _correct(speller, "a cormorent", "en", other) == "a cormorant"

    def test_may_have_no_words(self, speller: Speller) -> None:
        assert _correct(speller, "can i retrun it", "en", Vocabulary()) == "can i return it"
