import pytest

from retrieval.text.sentence_split import split


def _texts(text: str, language: str = "fr") -> list[str]:
    return [text[start:end] for start, end in split(text, language)]


class TestSplit:
    def test_returns_sentences_without_the_blanks_around_them(self) -> None:
        assert _texts("  Vous avez 30 jours. Et après ?  Non ! ") == [
            "Vous avez 30 jours.",
            "Et après ?",
            "Non !",
        ]

    @pytest.mark.parametrize(
        "whole",
        [
            "Demandez M. Dupont au comptoir.",
            "Voir art. 12 des conditions.",
            "Le colis pèse env. 3 kg.",
            "Les délais (cf. Livraison) courent dès l'envoi.",
            "Il coûte 4,90 € et mesure 3.5 cm.",
            "Écrivez à M. J. Dupont.",
        ],
    )
    def test_does_not_end_a_sentence_at_an_abbreviation(self, whole: str) -> None:
        assert _texts(f"{whole} Puis on verra.") == [whole, "Puis on verra."]

    def test_keeps_an_abbreviation_that_ends_the_text(self) -> None:
        assert _texts("C'est oui. Demandez Mme.") == ["C'est oui.", "Demandez Mme."]

    def test_reads_an_unknown_language_by_the_rules_of_english(self) -> None:
        assert _texts("One thing here. Two things there.", "xx") == [
            "One thing here.",
            "Two things there.",
        ]

    def test_of_nothing_returns_nothing(self) -> None:
        assert _texts(" \n ") == []
