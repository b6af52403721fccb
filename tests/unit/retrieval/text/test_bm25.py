from collections import Counter

import numpy as np
import pytest

from retrieval.text.bm25 import Frequencies, attainable, dot, terms_of
from retrieval.types import WordWeights

TEXTS = (
    "Les bottes de pluie gardent le pied sec.",
    "Les retours sont gratuits pendant 30 jours.",
    "La livraison des bottes prend 3 jours.",
)


@pytest.fixture
def frequencies() -> Frequencies:
    counts = Counter(n for text in TEXTS for n in terms_of(text, "fr").numbers.tolist())
    return Frequencies.count(counts, passages=len(TEXTS))


def _scores(question: WordWeights) -> list[float]:
    return [dot(question, terms_of(text, "fr")) for text in TEXTS]


class TestTermsOf:
    @pytest.mark.parametrize(
        ("one", "other", "language"),
        [
            ("écharpes", "echarpe", "fr"),
            ("l'écharpe", "Écharpe", "fr"),
            ("retourné", "retourner", "fr"),
            ("boots", "Boot", "en"),
        ],
    )
    def test_gives_forms_of_a_word_one_number(self, one: str, other: str, language: str) -> None:
        left, right = terms_of(one, language), terms_of(other, language)

        assert set(left.numbers.tolist()) & set(right.numbers.tolist())

    def test_leaves_out_words_without_meaning(self) -> None:
        assert len(terms_of("le la les de du et", "fr").numbers) == 0

    def test_are_ascending_and_of_fixed_types(self) -> None:
        terms = terms_of(" ".join(TEXTS), "fr")

        assert (np.diff(terms.numbers.astype(np.int64)) > 0).all()
        assert terms.numbers.dtype == np.uint32
        assert terms.weights.dtype == np.float32

    def test_of_an_unknown_language_are_read_as_english(self) -> None:
        assert terms_of("boots", "xx").numbers.tolist() == terms_of("boots", "en").numbers.tolist()


class TestFrequencies:
    def test_rare_words_weigh_more_than_frequent_ones(self, frequencies: Frequencies) -> None:
        weight = {
            word: float(frequencies.weigh(word, "fr").weights[0]) for word in ("bottes", "pluie")
        }

        assert weight["pluie"] > weight["bottes"] > 0

    def test_a_word_nobody_said_weighs_most(self, frequencies: Frequencies) -> None:
        assert (
            frequencies.weigh("xylophone", "fr").weights[0]
            > frequencies.weigh("pluie", "fr").weights.max()
        )

    def test_order_passages_by_the_words_they_share(self, frequencies: Frequencies) -> None:
        scores = _scores(frequencies.weigh("bottes de pluie", "fr"))

        assert scores[0] > scores[2] > scores[1] == 0

    def test_of_an_empty_index_weigh_every_word(self) -> None:
        empty = Frequencies.count({}, passages=0)

        assert (empty.weigh("bottes de pluie", "fr").weights > 0).all()


class TestAttainable:
    def test_is_never_exceeded(self, frequencies: Frequencies) -> None:
        question = frequencies.weigh("bottes pluie", "fr")
        endless = terms_of("bottes pluie " * 500, "fr")

        assert 0.5 * attainable(question) < dot(question, endless) <= attainable(question)

    def test_of_no_words_is_nothing(self, frequencies: Frequencies) -> None:
        assert attainable(frequencies.weigh("le la", "fr")) == 0
