import pytest

from assistant.answers.terms import term, terms, wider
from assistant.conversation.message import Language


class TestTerms:
    @pytest.mark.parametrize(
        ("one", "language", "other", "other_language"),
        [
            ("livrez-vous", "fr", "nous livrons", "fr"),
            ("les points expirent", "fr", "le point expire", "fr"),
            ("carte périmée", "fr", "cartes valables", "fr"),
            ("votre magasin", "fr", "notre boutique", "fr"),
            ("votre boutique", "fr", "our store", "en"),
            ("send it back", "en", "returns", "en"),
            ("le week-end", "fr", "the weekend", "en"),
            ("Royaume-Uni", "fr", "the United Kingdom", "en"),
        ],
    )
    def test_are_the_same_for_words_that_say_the_same(
        self, one: str, language: Language, other: str, other_language: Language
    ) -> None:
        assert terms(one, language) == terms(other, other_language)

    def test_leave_out_words_that_say_nothing(self) -> None:
        assert terms("Est-ce que je peux avoir le la les ?", "fr") == frozenset()

    @pytest.mark.parametrize("height", ["1m68", "1 m 68", "1,68 m", "1.68m", "168 cm"])
    def test_have_a_height_in_centimetres_as_size_guides_do(self, height: str) -> None:
        assert "168" in terms(f"je mesure {height}", "fr")

    def test_keep_a_decimal_together_however_it_is_written(self) -> None:
        assert terms("24,5", "fr") == terms("24.5", "en") == {"24.5"}

    def test_of_a_span_of_weekdays_are_all_its_days(self) -> None:
        assert term("jeudi", "fr") in terms("mardi à samedi", "fr")
        assert term("lundi", "fr") not in terms("mardi à samedi", "fr")

    def test_take_a_word_for_grammar_only_in_its_own_language(self) -> None:
        assert terms("car", "fr") == frozenset()
        assert terms("car park", "en") == {"car", "park"}


class TestWider:
    def test_of_a_country_is_its_continent(self) -> None:
        assert term("asie", "fr") in wider(term("japon", "fr"))
        assert term("asia", "en") in wider(term("japan", "en"))

    def test_goes_one_way(self) -> None:
        assert term("japon", "fr") not in wider(term("asie", "fr"))

    def test_of_most_words_is_nothing(self) -> None:
        assert wider("bougi") == frozenset()
