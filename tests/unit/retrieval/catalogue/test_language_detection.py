import pytest

from retrieval.catalogue.language_detection import detect, detect_all


class TestALanguage:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("Quel est le délai de livraison ?", "fr"),
            ("How long do I have to return a dress?", "en"),
            ("Conditions générales de vente", "fr"),
            ("robe rouge sous 50 EUR en M", "fr"),
            ("waterproof boots under 80", "en"),
        ],
    )
    def test_is_told_from_a_few_words(self, text: str, language: str) -> None:
        assert detect(text) == language

    @pytest.mark.parametrize("text", ["", "ok", "1234", "XS 42 !", "🙂"])
    def test_is_not_guessed_from_a_word_or_less(self, text: str) -> None:
        assert detect(text) is None

    def test_is_the_shops_only_one(self) -> None:
        assert detect("quite clearly English words", ("fr",)) == "fr"

    def test_must_be_one_the_model_knows(self) -> None:
        with pytest.raises(ValueError, match="Unknown language"):
            detect("three words here", ("fr", "xx"))


class TestManyShortTexts:
    def test_tell_together_what_each_alone_does_not(self) -> None:
        titles = ["Pull", "Écharpe", "Bonnet en laine", "Chaussettes", "Gants de cuir"]

        assert detect("Pull") is None
        assert detect_all(titles) == "fr"

    def test_that_tell_nothing_fall_back_to_the_shops_first_language(self) -> None:
        assert detect_all(["A1", "B2"], ("en", "fr")) == "en"
        assert detect_all([], ("en", "fr"), fallback="fr") == "fr"
