"""Train the intent model at set-up, and keep it."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.model import IntentModel, IntentModelError
from assistant.understanding.sentences import Sentence, shipped
from assistant.understanding.types import Intent
from retrieval.ports import Encoder

Progress = Callable[[int, int], None]
"""Told (sentences encoded, sentences in all)."""

VERSION = 1
"""Of the way a model is trained: another version is trained anew."""

# Chosen by cross-validation over blocks of the shipped sentences (docs/decisions/0007).
DIMENSIONS = 192
GAMMA = 0.8
RIDGE = 0.1

# Neighbours in the file are about the same thing, and so is what stands at the same place in the
# other language: a block leaves out both, so that a score is of a subject not seen in training.
BLOCKS = 24


def load_or_train(
    encoder: Encoder, data_dir: Path, *, progress: Progress | None = None
) -> IntentModel:
    """Return the model for the shipped sentences and this encoder, trained on the first call.

    It is kept under `data_dir`, named by what went in; training takes about 10 s, mostly encoding.
    """
    sentences = shipped()
    path = data_dir / "intents" / f"{key(encoder, sentences)}.npz"
    if path.is_file():
        try:
            return IntentModel.load(path)
        except IntentModelError:
            path.unlink()
    model = train(encoder, sentences, progress=progress)
    model.save(path)
    return model


def key(encoder: Encoder, sentences: Sequence[Sentence]) -> str:
    """Return a name that changes with the sentences, the encoder and the training."""
    digest = hashlib.sha256(f"{VERSION}\n{encoder.name}\n".encode())
    for sentence in sentences:
        digest.update(f"{sentence.intent}\t{sentence.text}\n".encode())
    return digest.hexdigest()[:16]


def train(
    encoder: Encoder, sentences: Sequence[Sentence], *, progress: Progress | None = None
) -> IntentModel:
    """Fit a model to the sentences.

    Raises:
        ValueError: fewer sentences than `BLOCKS`, or of one intent only.
    """
    vectors = np.empty((len(sentences), encoder.dimensions), np.float64)
    for index, sentence in enumerate(sentences):
        vectors[index] = encoder.encode_query(sentence.text)
        if progress is not None:
            progress(index + 1, len(sentences))
    return fit(vectors, sentences)


def fit(vectors: NDArray[np.float64], sentences: Sequence[Sentence]) -> IntentModel:
    """Fit a model to vectors, shape (sentences, dimensions), one a sentence."""
    # Here because they take a second to import and are needed once in a model's life; BLAS with
    # more than one thread is ten times slower on matrices of this size.
    from sklearn.decomposition import PCA  # noqa: PLC0415
    from sklearn.kernel_ridge import KernelRidge  # noqa: PLC0415

    # The library ships no types.
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    intents = tuple(intent for intent in Intent if any(s.intent is intent for s in sentences))
    if len(sentences) < BLOCKS or len(intents) == 1:
        message = f"{len(sentences)} sentences of {len(intents)} intents are too few to train on"
        raise ValueError(message)
    labels = np.array([intents.index(s.intent) for s in sentences])
    with threadpool_limits(limits=1):
        dimensions = min(DIMENSIONS, len(sentences), vectors.shape[1])
        pca = PCA(dimensions, svd_solver="full").fit(vectors)
        scale = np.sqrt(np.square(pca.transform(vectors)).sum(axis=1).mean())
        axes = pca.components_.T / scale
        points = (vectors - pca.mean_) @ axes
        targets = np.eye(len(intents))[labels] - 1 / len(intents)
        ridge = KernelRidge(alpha=RIDGE, kernel="rbf", gamma=GAMMA).fit(points, targets)
        lengths = np.exp(-GAMMA * np.square(points).sum(axis=1))
        slope, offset = _calibrate(held_out_scores(points, targets, sentences), labels)
    return IntentModel(
        intents=intents,
        mean=pca.mean_.astype(np.float32),
        axes=axes.astype(np.float32),
        anchors=(2 * GAMMA * points).astype(np.float32),
        weights=(ridge.dual_coef_ * lengths[:, None]).astype(np.float32),
        gamma=GAMMA,
        slope=slope.astype(np.float32),
        offset=offset.astype(np.float32),
    )


def held_out_scores(
    points: NDArray[np.float64], targets: NDArray[np.float64], sentences: Sequence[Sentence]
) -> NDArray[np.float64]:
    """Return what each sentence scores in a model that has not seen its block.

    Leaving out a block of kernel ridge regression needs no refit: with G the inverse of the
    regularised kernel, the error on block b is G[b, b]^-1 (G y)[b].
    """
    from sklearn.metrics.pairwise import rbf_kernel  # noqa: PLC0415 (as in `fit`)

    kernel = rbf_kernel(points, gamma=GAMMA)
    inverse = np.linalg.inv(kernel + RIDGE * np.eye(len(points)))
    dual = inverse @ targets
    blocks = np.array([int(sentence.place * BLOCKS) for sentence in sentences])
    scores = np.empty_like(targets)
    for block in range(BLOCKS):
        (rows,) = np.nonzero(blocks == block)
        error = np.linalg.solve(inverse[np.ix_(rows, rows)], dual[rows])
        scores[rows] = targets[rows] - error
    return scores


def _calibrate(
    scores: NDArray[np.float64], labels: NDArray[np.int_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 (as in `fit`)

    regression = LogisticRegression(C=10, max_iter=1_000).fit(scores, labels)
    return regression.coef_.T, regression.intercept_
