import pytest

from retrieval.text.norm_meanings import in_plain_words


class TestInPlainWords:
    @pytest.mark.parametrize(
        ("stated", "language", "meaning"),
        [
            ("Rating: IP67", "en", "waterproof"),
            ("Indice de protection : IP44", "fr", "résiste à la pluie"),
            ("Colonne d'eau: 10 000 mm", "fr", "imperméable"),
            ("Source: LED, 2700 K", "fr", "lumière chaude"),
        ],
    )
    def test_says_what_a_norm_means_behind_it(
        self, stated: str, language: str, meaning: str
    ) -> None:
        said = in_plain_words(stated, language)

        assert said.startswith(stated)
        assert meaning in said

    @pytest.mark.parametrize("stated", ["Longueur: 5000 mm", "Poids: 67 g", "Prix: 2700"])
    def test_leaves_other_figures_alone(self, stated: str) -> None:
        assert in_plain_words(stated, "fr") == stated
