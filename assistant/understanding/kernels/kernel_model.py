"""Compute class probabilities of a message from its vector and its letters, in numpy."""

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.message_words import fold
from assistant.understanding.trained_model import Matrix, TrainedModel, softmax
from retrieval.types import Vector

BUCKETS = 1 << 15
"""Of letter sequences: each falls into one of so many by its hash."""

_LENGTHS = (3, 4, 5)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KernelModel(TrainedModel):
    """Hold a trained model: kernel regression on a message, then calibrated probabilities.

    A message is compared with every training sentence (`anchors`) in a space of fewer dimensions,
    and by the sequences of letters that both have: those tell spellings and words apart that the
    vector takes for alike. The weighted likenesses give one raw score a class, and a small
    multinomial regression over those scores gives calibrated probabilities: of messages given 0.8,
    about 80 % are of that class.
    """

    mean: Matrix  # (dimensions,): of the sentences' vectors
    axes: Matrix  # (D, dimensions): principal axes, scaled so that a mean square length is 1
    anchors: Matrix  # (N, D): the sentences, times 2 gamma
    weights: Matrix  # (classes, N): the regression's, times exp(-gamma |sentence|^2)
    letters: Matrix  # (BUCKETS, classes): the regression's, of sequences of letters
    gamma: float  # likeness = exp(-gamma |sentence - message|^2)
    slope: Matrix  # (classes, classes)
    offset: Matrix  # (classes,)

    def probabilities(self, vector: Vector, text: str) -> Matrix:
        """Return the probability of each class for a message and its vector; they add up to 1."""
        return softmax(self._scores(vector, text) @ self.slope + self.offset)

    def _scores(self, vector: Vector, text: str) -> Matrix:
        # Row by row (`vecdot`): a matrix product of this size takes two BLAS threads, and where
        # other work keeps the cores busy they wait 10 ms for each other now and then.
        point = np.vecdot(self.axes, vector - self.mean)
        # |s - m|^2 = |s|^2 - 2 s.m + |m|^2: the first part is in the weights already.
        likeness = np.exp(np.vecdot(self.anchors, point) - self.gamma * np.vecdot(point, point))
        buckets = letter_buckets(text)
        spelt = self.letters[buckets].sum(axis=0) / np.sqrt(max(1, len(buckets)))
        scores: Matrix = np.vecdot(self.weights, likeness) + spelt
        return scores


def as_fields(arrays: dict[str, Any]) -> dict[str, Any]:
    """Return stored arrays as the fields of a model; packaged ones are stored in 16 bits."""
    wide = {name: one.astype(np.float32) for name, one in arrays.items() if one.dtype.kind == "f"}
    return arrays | wide | {"gamma": float(arrays["gamma"])}


def letter_buckets(text: str) -> NDArray[np.int64]:
    """Return the buckets of a text's letter sequences, each once, in order."""
    words = "".join(sign if sign.isalnum() else " " for sign in fold(text)).split()
    line = f" {' '.join(words)} ".encode()
    grams = {line[at : at + n] for n in _LENGTHS for at in range(len(line) - n + 1)}
    return np.array(sorted({zlib.crc32(gram) % BUCKETS for gram in grams}), np.int64)
