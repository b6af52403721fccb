"""Compute the intent of a message with the trained model: a few matrix products, in numpy."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.understanding.trained_model import Matrix, TrainedModel, softmax
from assistant.understanding.types import Intent
from retrieval.types import Vector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IntentModel(TrainedModel):
    """Hold a trained model: kernel regression on a message's vector, then calibrated probabilities.

    A message is compared with every training sentence (`anchors`) in a space of fewer dimensions;
    the weighted likenesses give one raw score an intent, and a small multinomial regression over
    those scores gives calibrated probabilities: of messages given 0.8, about 80 % are of that
    intent.
    """

    intents: tuple[Intent, ...]  # length I
    mean: Matrix  # (dimensions,): of the sentences' vectors
    axes: Matrix  # (D, dimensions): principal axes, scaled so that a mean square length is 1
    anchors: Matrix  # (N, D): the sentences, times 2 gamma
    weights: Matrix  # (I, N): the regression's, times exp(-gamma |sentence|^2)
    gamma: float  # likeness = exp(-gamma |sentence - message|^2)
    slope: Matrix  # (I, I)
    offset: Matrix  # (I,)

    def probabilities(self, vector: Vector) -> Matrix:
        """Return the probability of each of `intents` for a query vector; they add up to 1."""
        return softmax(self._scores(vector) @ self.slope + self.offset)

    def classify(self, vector: Vector) -> tuple[Intent, float]:
        """Return the likeliest intent and its probability."""
        probabilities = self.probabilities(vector)
        best = int(probabilities.argmax())
        return self.intents[best], float(probabilities[best])

    def _scores(self, vector: Vector) -> Matrix:
        # Row by row (`vecdot`): a matrix product of this size takes two BLAS threads, and where
        # other work keeps the cores busy they wait 10 ms for each other now and then.
        point = np.vecdot(self.axes, vector - self.mean)
        # |s - m|^2 = |s|^2 - 2 s.m + |m|^2: the first part is in the weights already.
        likeness = np.exp(np.vecdot(self.anchors, point) - self.gamma * np.vecdot(point, point))
        scores: Matrix = np.vecdot(self.weights, likeness)
        return scores

    @classmethod
    def _values(cls, arrays: dict[str, Any]) -> dict[str, Any]:
        intents = tuple(Intent(str(name)) for name in arrays["intents"])
        return arrays | {"intents": intents, "gamma": float(arrays["gamma"])}
