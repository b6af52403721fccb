import numpy as np
import pytest

from assistant.understanding.kernels.kernel_model import KernelModel
from assistant.understanding.kernels.kernel_training import LabelledVectors, fit_kernel

_WORDS = ("bonjour", "merci", "livraison")


def given(count: int = 60) -> LabelledVectors:
    """Sentences whose vectors say nothing: only their letters tell the classes apart."""
    return LabelledVectors(
        texts=[f"{_WORDS[at % 3]} {at}" for at in range(count)],
        vectors=np.random.default_rng(0).normal(size=(count, 8)),
        labels=[at % 3 for at in range(count)],
        places=[at / count for at in range(count)],
    )


class TestAKernelModel:
    def test_tells_by_letters_what_the_vectors_do_not(self) -> None:
        model = KernelModel(**fit_kernel(given()))
        vector = np.zeros(8, np.float32)

        for label, word in enumerate(_WORDS):
            assert model.probabilities(vector, f"{word} x").argmax() == label

    def test_gives_probabilities_for_a_message_without_letters(self) -> None:
        model = KernelModel(**fit_kernel(given()))

        assert model.probabilities(np.zeros(8, np.float32), "?").sum() == pytest.approx(1)

    def test_is_not_fitted_to_a_few_sentences(self) -> None:
        with pytest.raises(ValueError, match="too few"):
            fit_kernel(given(12))
