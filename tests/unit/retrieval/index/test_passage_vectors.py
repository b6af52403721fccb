import threading

import numpy as np
import pytest

from retrieval.index.passage_vectors import Vectoriser, vectors_of
from retrieval.text.passage_wording import PassageWording
from retrieval.types import Vector
from tests.unit.retrieval.making import DIMENSIONS, WordEncoder


def _wording(title: str = "Retours", *, weight: float = 0.5, sentences: int = 2) -> PassageWording:
    return PassageWording(
        title=title,
        body=f"{title} sous 30 jours",
        sentences=tuple(f"{title} : phrase {n}" for n in range(sentences)),
        is_question=False,
        title_weight=weight,
    )


class TestVectorsOf:
    def test_weigh_title_and_body(self) -> None:
        encoder = WordEncoder()
        title, body = (
            encoder.encode_passage("Retours"),
            encoder.encode_passage("Retours sous 30 jours"),
        )

        vectors = vectors_of(_wording(weight=0.25), encoder.encode_passage, dimensions=DIMENSIONS)

        assert np.allclose(vectors.vector, 0.25 * title + 0.75 * body)
        assert vectors.vector.dtype == np.float32

    def test_give_each_sentence_its_own(self) -> None:
        vectors = vectors_of(_wording(), WordEncoder().encode_passage, dimensions=DIMENSIONS)

        assert vectors.sentences.shape == (2, DIMENSIONS)
        assert vectors.sentences.dtype == np.float16

    def test_without_sentences_have_none(self) -> None:
        assert vectors_of(
            _wording(sentences=0), WordEncoder().encode_passage, dimensions=DIMENSIONS
        ).sentences.shape == (0, DIMENSIONS)


class _MeetingEncoder(WordEncoder):
    """Wait until two threads encode at once."""

    def __init__(self) -> None:
        super().__init__()
        self._together = threading.Barrier(2)

    def encode_passage(self, text: str) -> Vector:
        self._together.wait(timeout=10)
        return super().encode_passage(text)


class TestVectoriser:
    def test_yields_in_order(self) -> None:
        wordings = [_wording(f"Titre{n}") for n in range(20)]

        with Vectoriser(WordEncoder(), threads=2) as vectoriser:
            found = [vectors.vector for vectors in vectoriser.encode(wordings)]

        expected = [
            vectors_of(wording, WordEncoder().encode_passage, dimensions=DIMENSIONS).vector
            for wording in wordings
        ]
        assert np.array_equal(np.stack(found), np.stack(expected))

    def test_encodes_on_several_threads_at_once(self) -> None:
        with Vectoriser(_MeetingEncoder(), threads=2) as vectoriser:
            first, second = vectoriser.encode([_wording("Retours"), _wording("Delais")])

        assert not np.array_equal(first.vector, second.vector)

    def test_encodes_each_text_once(self) -> None:
        encoder = WordEncoder()

        with Vectoriser(encoder) as vectoriser:
            list(vectoriser.encode([_wording(), _wording()]))

        assert len(encoder.encoded) == len(set(encoder.encoded))

    def test_passes_on_what_an_encoder_raises(self) -> None:
        class Broken(WordEncoder):
            def encode_passage(self, text: str) -> Vector:
                raise OSError(text)

        with Vectoriser(Broken()) as vectoriser, pytest.raises(OSError, match="Retours"):
            list(vectoriser.encode([_wording()]))
