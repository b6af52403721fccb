"""Train, save and load the small models that read messages: arrays in a file, named by a key."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from retrieval.encoders.model_folders import ModelFolders
from retrieval.ports import Encoder

Matrix = NDArray[np.float32]


class TrainingProgress(Protocol):
    """Receive a call before each text is encoded, and one at the end."""

    def __call__(self, *, done: int, total: int) -> None:
        """Say that `done` of `total` texts are encoded."""
        ...


def tell_nobody(*, done: int, total: int) -> None:
    """Take a call and do nothing."""


class ModelFileError(Exception):
    """Say that a stored model cannot be read; train it again."""


class TrainedModel:
    """Save and load the fields of a dataclass as arrays."""

    __slots__ = ()

    def save(self, path: Path) -> None:
        """Write the model to a file whose name ends in `.npz`."""
        np.savez(path, **{name: getattr(self, name) for name in self._names()})

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


def load_or_train(models: ModelFolders, name: str, model: type[M], train: Callable[[], M]) -> M:
    """Return the model of a name; a missing or damaged model is trained and saved.

    Raises:
        OSError: it had to be trained, and cannot be saved.
    """

    def make(path: Path) -> None:
        train().save(path)

    path = models.obtain(name, make)
    try:
        return model.load(path)
    except ModelFileError:
        return model.load(models.replace(name, make))


def encode_all(
    texts: Sequence[str], encoder: Encoder, progress: TrainingProgress
) -> NDArray[np.float32]:
    """Return the vectors of texts as questions, shape (texts, dimensions)."""
    vectors = np.empty((len(texts), encoder.dimensions), np.float32)
    for row, text in enumerate(texts):
        progress(done=row, total=len(texts))
        vectors[row] = encoder.encode_query(text)
    progress(done=len(texts), total=len(texts))
    return vectors


def model_key(version: int, encoder: str, lines: Iterable[str]) -> str:
    """Return a name that changes with the training, the encoder's name and the lines trained on."""
    digest = hashlib.sha256()
    for line in (str(version), encoder, *lines):
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
