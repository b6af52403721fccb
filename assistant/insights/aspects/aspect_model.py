"""Compute how likely a clause speaks of an aspect, and its polarity.

Two linear models do it, on the clause's vector and on its words.
"""

from dataclasses import dataclass

import numpy as np

from assistant.insights.aspects.aspect_labels import Aspect, word_features
from assistant.understanding.trained_model import Matrix, TrainedModel, softmax
from retrieval.types import Vector

POLARITIES = (-1, 0, 1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AspectModel(TrainedModel):
    """Hold two multinomial regressions over (vector - mean) * scale and weighed words.

    The last class of the first regression means that a clause speaks of no aspect.
    """

    mean: Matrix  # (dimensions,): of the sentences' vectors
    scale: Matrix  # (1,)
    aspect_weights: Matrix  # (aspects + 1, dimensions + aspects)
    aspect_offset: Matrix  # (aspects + 1,)
    polarity_weights: Matrix  # (3, dimensions + aspects)
    polarity_offset: Matrix  # (3,)

    def aspects(self, text: str, vector: Vector) -> dict[Aspect, float]:
        """Return the probability of each aspect; the rest up to 1 is that of no aspect."""
        logits = np.vecdot(self.aspect_weights, self.point(text, vector)) + self.aspect_offset
        return dict(zip(Aspect, softmax(logits)[:-1].tolist(), strict=True))

    def polarity(self, text: str, vector: Vector) -> int:
        """Return the likeliest of -1, 0 and 1."""
        return POLARITIES[int(self.polarities(text, vector).argmax())]

    def polarities(self, text: str, vector: Vector) -> Matrix:
        """Return the probabilities of -1, 0 and 1."""
        logits = np.vecdot(self.polarity_weights, self.point(text, vector)) + self.polarity_offset
        return softmax(logits)

    def point(self, text: str, vector: Vector) -> Matrix:
        """Return the features of a clause that the regressions take."""
        return features(text, vector, self.mean, self.scale)


WORDS = np.float32(0.5)
"""Weight of the words beside the vector, chosen by cross-validation (docs/decisions/0025)."""


def features(text: str, vector: Vector, mean: Matrix, scale: Matrix) -> Matrix:
    """Return a clause's features, shape (dimensions + aspects,)."""
    point: Matrix = np.concatenate([(vector - mean) * scale, WORDS * word_features(text)])
    return point
