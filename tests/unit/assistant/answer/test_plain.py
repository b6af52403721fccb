import pytest

from assistant.answer.plain import plain, row_in_words

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


class TestRowInWords:
    def test_names_each_cell_by_its_header(self) -> None:
        row = "| Belgique | **3 jours** |"

        assert row_in_words(row, TABLE) == "Pays: Belgique · Délai: 3 jours"

    def test_gives_the_cells_of_a_row_without_a_header(self) -> None:
        assert row_in_words("| a | b |", "| a | b |") == "a · b"
