from dataclasses import replace

import numpy as np
import pytest

from retrieval.index.passage_records import decode, encode
from retrieval.types import Passage, PassageSentence
from tests.unit.retrieval.making import passage, product, variant

NO_VECTORS = np.zeros((0, 4), np.float32)


class TestDecode:
    @pytest.mark.parametrize(
        "kept",
        [
            passage("Sous 30 jours. Gratuit."),
            passage(
                about=product(
                    variants=(variant("69", Taille="38"), variant(None, stock=None, Taille="39"))
                )
            ),
        ],
    )
    def test_returns_what_was_encoded(self, kept: Passage) -> None:
        assert decode(encode(kept, ()), NO_VECTORS) == kept

    def test_gives_each_sentence_its_words_and_vector(self) -> None:
        kept = passage("Sous 30 jours. Gratuit.")
        vectors = np.eye(2, 4, dtype=np.float32)

        sentences = decode(encode(kept, ((0, 14), (15, 23))), vectors).sentences

        assert [sentence.text for sentence in sentences] == ["Sous 30 jours.", "Gratuit."]
        assert np.array_equal(np.stack([sentence.vector for sentence in sentences]), vectors)

    def test_refuses_vectors_that_are_not_one_a_sentence(self) -> None:
        with pytest.raises(ValueError, match="zip"):
            decode(encode(passage(), ((0, 4),)), NO_VECTORS)

    def test_leaves_out_the_sentences_it_was_given(self) -> None:
        vector = np.ones(4, np.float32)
        with_sentence = replace(passage(), sentences=(PassageSentence(text="Sous", vector=vector),))

        assert decode(encode(with_sentence, ()), NO_VECTORS).sentences == ()
