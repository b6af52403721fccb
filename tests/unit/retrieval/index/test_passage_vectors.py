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

        vectors = vectors_of(_wording(weight=0.25), encoder)

        assert np.allclose(vectors.vector, 0.25 * title + 0.75 * body)
        assert vectors.vector.dtype == np.float32

    def test_give_each_sentence_its_own(self) -> None:
        vectors = vectors_of(_wording(), WordEncoder())

        assert vectors.sentences.shape == (2, DIMENSIONS)
        assert vectors.sentences.dtype == np.float16

    def test_without_sentences_have_none(self) -> None:
        assert vectors_of(_wording(sentences=0), WordEncoder()).sentences.shape == (0, DIMENSIONS)


class _LonelyEncoder(WordEncoder):
    """Refuses to be used by two threads at once; waits until both encoders are in use."""

    def __init__(self, together: threading.Barrier) -> None:
        super().__init__()
        self._busy = threading.Lock()
        self._together = together

    def encode_passage(self, text: str) -> Vector:
        assert self._busy.acquire(blocking=False)
        try:
            self._together.wait(timeout=10)
            return super().encode_passage(text)
        finally:
            self._busy.release()


class TestVectoriser:
    def test_yields_in_order(self) -> None:
        wordings = [_wording(f"Titre{n}") for n in range(20)]

        with Vectoriser([WordEncoder(), WordEncoder()]) as vectoriser:
            found = [vectors.vector for vectors in vectoriser.encode(wordings)]

        expected = [vectors_of(wording, WordEncoder()).vector for wording in wordings]
        assert np.array_equal(np.stack(found), np.stack(expected))

    def test_uses_every_encoder_each_by_one_thread_at_a_time(self) -> None:
        together = threading.Barrier(2)
        encoders = [_LonelyEncoder(together), _LonelyEncoder(together)]

        with Vectoriser(encoders) as vectoriser:
            assert len(list(vectoriser.encode([_wording(), _wording()]))) == 2

        assert all(encoder.encoded for encoder in encoders)

    def test_passes_on_what_an_encoder_raises(self) -> None:
        class Broken(WordEncoder):
            def encode_passage(self, text: str) -> Vector:
                raise OSError(text)

        with Vectoriser([Broken()]) as vectoriser, pytest.raises(OSError, match="Retours"):
            list(vectoriser.encode([_wording()]))
