"""Load the trained weights of the reader."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dense:
    """Hold the weights of a dense layer, which multiplies and adds."""

    weight: Float32  # shape (outputs, inputs)
    bias: Float32  # shape (outputs,)

    def __call__(self, values: Float32) -> Float32:
        """Return the layer's outputs, shape (..., outputs)."""
        return values @ self.weight.T + self.bias


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLayers:
    """Hold the layers that read the tokens of one side: of questions, or of statements."""

    tokens: Dense
    importance: Dense
    compared: tuple[Dense, Dense]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderWeights:
    """Hold the weights of the reader's network."""

    question: TextLayers
    statement: TextLayers
    sharpness: float  # of the choice of the token that answers another
    mean: Float32  # of each signal, in training
    deviation: Float32
    score: tuple[Dense, Dense]


def load_weights(data: bytes) -> ReaderWeights:
    """Return the weights in a file that `training.train_reader` wrote.

    Raises:
        KeyError: it lacks a layer.
        ValueError: it is no such file.
    """
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        tensors = {name: arrays[name].astype(np.float32) for name in arrays.files}

    def dense(name: str) -> Dense:
        return Dense(weight=tensors[f"{name}.weight"], bias=tensors[f"{name}.bias"])

    def side(name: str) -> TextLayers:
        return TextLayers(
            tokens=dense(f"{name}.tokens"),
            importance=dense(f"{name}.importance"),
            compared=(dense(f"{name}.compared.0"), dense(f"{name}.compared.1")),
        )

    return ReaderWeights(
        question=side("question"),
        statement=side("statement"),
        sharpness=float(tensors["sharpness"]),
        mean=tensors["signals.mean"],
        deviation=tensors["signals.deviation"],
        score=(dense("score.0"), dense("score.1")),
    )


@cache
def packaged_weights() -> ReaderWeights:
    """Return the trained weights that this version of the program has."""
    file = files("retrieval.reading").joinpath("resources", "reader.npz")
    return load_weights(file.read_bytes())
