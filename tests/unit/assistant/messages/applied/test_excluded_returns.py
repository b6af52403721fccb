"""The condition of an item that goes back is asked of the pages."""

import pytest

from assistant.conversation.message import Language
from assistant.messages.applied.excluded_returns import excludes, question_of_condition


class TestTheQuestion:
    @pytest.mark.parametrize(
        ("text", "language", "question"),
        [
            ("je veux renvoyer une bougie ouverte", "fr", "Peut-on retourner une bougie ouverte ?"),
            (
                "retourner des boucles d'oreilles",
                "fr",
                "Peut-on retourner des boucles d'oreilles ?",
            ),
            ("I want to return an opened candle", "en", "Can I return an opened candle?"),
            ("return the engraved knife", "en", "Can I return the engraved knife?"),
            ("j'en ai allumé une hier", "fr", "Peut-on retourner un article allume ?"),
            ("I've worn it once", "en", "Can I return an item that is worn?"),
        ],
    )
    def test_names_the_item_with_its_condition(
        self, text: str, language: Language, question: str
    ) -> None:
        assert question_of_condition(text, language) == question

    @pytest.mark.parametrize(
        "text",
        [
            "je veux renvoyer les bottes",
            "return the dress, too small",
            "je le porte tous les jours",
        ],
    )
    def test_is_none_without_a_condition(self, text: str) -> None:
        assert question_of_condition(text, "fr") == ""


class TestAnAnswer:
    def test_excludes_something_where_it_says_no(self) -> None:
        assert excludes("We cannot take back: opened candles.")
        assert excludes("Ne peuvent pas être repris : les savons ouverts.")
        assert not excludes("Returns are free from mainland France.")
