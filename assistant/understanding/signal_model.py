"""How likely a message gives something away: a linear model over its vector."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.signals import Signal
from assistant.understanding.model_arrays import load_arrays, save_arrays
from retrieval.types import Vector

Matrix = NDArray[np.float32]


class SignalModelError(Exception):
    """A stored model cannot be read; train it again."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SignalModel:
    """Multinomial logistic regression; the last class is that there is nothing.

    PAYMENT_DATA is not among its signals: a number is told by its digits.
    """

    signals: tuple[Signal, ...]  # length S
    weights: Matrix  # (S + 1, dimensions)
    offset: Matrix  # (S + 1,)

    def likeliest(self, vector: Vector) -> tuple[Signal, float]:
        """Return the likeliest signal of a query vector, and the probability that there is one."""
        # Row by row: a matrix product may take a second BLAS thread, and wait for it.
        logits = np.vecdot(self.weights, vector) + self.offset
        exponentials = np.exp(logits - logits.max())
        probabilities = exponentials / exponentials.sum()
        best = int(probabilities[:-1].argmax())
        return self.signals[best], float(1 - probabilities[-1])

    def save(self, path: Path) -> None:
        """Write the model, whole or not at all."""
        arrays: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        arrays["signals"] = np.array([str(signal) for signal in self.signals])
        save_arrays(path, arrays)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a saved model.

        Raises:
            SignalModelError: the file is damaged.
        """
        values = load_arrays(path, (f.name for f in fields(cls)), SignalModelError)
        values["signals"] = tuple(Signal(str(name)) for name in values["signals"])
        return cls(**values)
