"""Train, save and load the small models that read messages: arrays in a file, named by a key."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Self, TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from retrieval.ports import Encoder

Matrix = NDArray[np.float32]


class ModelFileError(Exception):
    """Say that a stored model cannot be read; train it again."""


class TrainedModel:
    """Save and load the fields of a dataclass as arrays."""

    __slots__ = ()

    def save(self, path: Path) -> None:
        """Write the model to a file, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".part.npz")
        np.savez(aside, **{name: getattr(self, name) for name in self._names()})
        aside.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a saved model.

        Raises:
            ModelFileError: the file is damaged.
        """
        try:
            with np.load(path, allow_pickle=False) as stored:
                return cls(**cls._values({name: stored[name] for name in cls._names()}))
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as fault:
            raise ModelFileError(str(path)) from fault

    @classmethod
    def _values(cls, arrays: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of a model; a model with fields that are no arrays overrides this."""
        return arrays

    @classmethod
    def _names(cls) -> list[str]:
        return [field.name for field in fields(cls)]  # type: ignore[arg-type]  # of each subclass


M = TypeVar("M", bound=TrainedModel)


def load_or_train(path: Path, model: type[M], train: Callable[[], M]) -> M:
    """Return the model in a file; where there is none, or a damaged one, train and save it."""
    if path.is_file():
        try:
            return model.load(path)
        except ModelFileError:
            path.unlink()
    trained = train()
    trained.save(path)
    return trained


def model_key(version: int, encoder: Encoder, lines: Iterable[str]) -> str:
    """Return a name that changes with the training, the encoder and the lines trained on."""
    digest = hashlib.sha256()
    for line in (str(version), encoder.name, *lines):
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()[:16]


def fit_regression(
    points: NDArray[Any], labels: Sequence[int] | NDArray[np.int_], *, strength: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weights (classes, dimensions) and offsets of a multinomial logistic regression.

    `strength` is the inverse of the regularisation. It uses one BLAS thread: where other work keeps
    the cores busy, two wait for each other.
    """
    # Here because they take a second to import and are needed once in a model's life.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    with threadpool_limits(limits=1):
        regression = LogisticRegression(C=strength, max_iter=3_000).fit(points, labels)
    return regression.coef_, regression.intercept_


def softmax(logits: Matrix) -> Matrix:
    """Return the probabilities of logits; they add up to 1."""
    exponentials = np.exp(logits - logits.max())
    probabilities: Matrix = exponentials / exponentials.sum()
    return probabilities
