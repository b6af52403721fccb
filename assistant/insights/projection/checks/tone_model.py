"""Tell how likely a sentence of the shop is rude: kernel ridge regression on the encoder's vector.

`training/train_tone.py` trains it; `training/README.md` has its card.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Self

import numpy as np
from numpy.typing import NDArray

from assistant.insights.analysis_rows import Vector
from assistant.insights.projection.checks.check_words import sentences
from retrieval.ports import Encoder

Rudeness = Callable[[str], float | None]
"""Return how rude the rudest sentence of a text is, in [0, 1]; None: nobody can tell."""

WIDTH = 0.7
"""Factor of the squared distance in the kernel; chosen on lines that were not trained on."""

RUDE = 0.7
"""Score from which a sentence counts as rude: of polite look-alikes on lines that were not trained
on 1.5 % reach it, of the rude sentences there 61 % (decision 0057)."""

_FILE = "tone.npz"
_REMEMBERED = 20_000  # texts: the assistant's come again and again

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneModel:
    """Hold the anchors of the regression; `d` is the encoder's dimensions, `k` the axes kept."""

    encoder: str  # name of the encoder whose vectors it was trained on
    middle: Matrix  # shape (d,)
    axes: Matrix  # shape (d, k)
    anchors: Matrix  # shape (n, k)
    weights: Matrix  # shape (n,)

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Return the model of a file."""
        with np.load(BytesIO(content)) as file:
            return cls(
                encoder=str(file["encoder"]),
                middle=file["middle"].astype(np.float32),
                axes=file["axes"].astype(np.float32),
                anchors=file["anchors"].astype(np.float32),
                weights=file["weights"].astype(np.float32),
            )

    def rude(self, vector: Vector) -> float:
        """Return the score in [0, 1] of a sentence's vector: 1 is rude."""
        moved = vector - self.middle
        place = (moved / max(float(np.linalg.norm(moved)), 1e-9)) @ self.axes
        apart = ((self.anchors - place) ** 2).sum(axis=1)
        return float(np.clip(np.exp(-WIDTH * apart) @ self.weights, 0.0, 1.0))


@cache
def shipped_tone() -> ToneModel:
    """Return the model that ships with the package."""
    folder = files("assistant.insights.projection.checks") / "resources"
    return ToneModel.read((folder / _FILE).read_bytes())


def rudeness_of(encoder: Encoder) -> Rudeness:
    """Return the reader of tones; with another encoder than it was trained on, it tells nothing."""
    model = shipped_tone()

    @lru_cache(maxsize=_REMEMBERED)
    def rudest(text: str) -> float | None:
        if encoder.name != model.encoder:
            return None
        told = [model.rude(encoder.encode_query(one)) for one in sentences(text)]
        return max(told, default=None)

    return rudest


def tells_nothing(_: str) -> float | None:
    """Tell nothing of a text: there is no model."""
    return None
