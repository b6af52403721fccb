import pytest

from assistant.answers.composing.pages.passage_statements import cells, header_of, plain

TABLE = "Avant.\n\n| Pays | Délai |\n|---|---|\n| France | 2 jours |\n| Belgique | **3 jours** |"


class TestPlain:
    @pytest.mark.parametrize(
        ("markdown", "words"),
        [
            ("**30 jours** pour un [retour](/aide/retours)", "30 jours pour un retour"),
            ("- la carte", "la carte"),
            ("3. Collez l'étiquette", "Collez l'étiquette"),
            ("## Retours", "Retours"),
            ("`CODE10` et _doux_", "CODE10 et _doux_"),
            ("2 * 3 = 6", "2 * 3 = 6"),
        ],
    )
    def test_keeps_the_words(self, markdown: str, words: str) -> None:
        assert plain(markdown) == words


class TestCells:
    def test_are_words_without_marks(self) -> None:
        assert cells("| Belgique | **3 jours** |") == ["Belgique", "3 jours"]


class TestHeaderOf:
    def test_is_the_line_above_the_rule_of_the_rows_own_table(self) -> None:
        assert header_of("| Belgique | **3 jours** |", TABLE) == ["Pays", "Délai"]

    def test_is_empty_without_one(self) -> None:
        assert header_of("| a | b |", "| a | b |") == []
