"""Train a kernel model on sentences, their vectors and their classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.kernel_model import BUCKETS, letter_buckets
from assistant.understanding.trained_model import fit_regression

Floats = NDArray[np.float64]

# Chosen by cross-validation over blocks of the shipped sentences (docs/decisions/0007).
DIMENSIONS = 192
GAMMA = 1.0
LETTERS = 0.6  # weight of the letters beside the vector
RIDGE = 0.1
CALIBRATION = 40.0  # inverse of the regularisation

# Neighbours in the file are about the same thing, and so is what stands at the same place in the
# other language: a block leaves out both, so that a score is of a subject not seen in training.
BLOCKS = 24
MIN_CLASSES = 3  # the calibration is multinomial


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledVectors:
    """Hold sentences to train on, one a row."""

    texts: Sequence[str]
    vectors: NDArray[np.floating[Any]]  # (sentences, dimensions)
    labels: Sequence[int]  # classes, from 0
    places: Sequence[float]  # in [0, 1) within a class's list; neighbours there are alike


def fit_kernel(given: LabelledVectors) -> dict[str, Any]:
    """Return the fields of a kernel model that is fitted to sentences.

    Raises:
        ValueError: fewer sentences than `BLOCKS`, or of fewer than three classes.
    """
    # Here because they take a second to import and are needed once in a model's life. One BLAS
    # thread: where other work keeps the cores busy, two wait for each other.
    from sklearn.decomposition import PCA  # noqa: PLC0415
    from sklearn.metrics.pairwise import rbf_kernel  # noqa: PLC0415

    # The library ships no types.
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    labels, vectors = np.array(given.labels), given.vectors
    classes = len(set(given.labels))
    if len(labels) < BLOCKS or classes < MIN_CLASSES:
        message = f"{len(labels)} sentences of {classes} classes are too few to train on"
        raise ValueError(message)
    with threadpool_limits(limits=1):
        dimensions = min(DIMENSIONS, len(labels), vectors.shape[1])
        pca = PCA(dimensions, svd_solver="covariance_eigh").fit(vectors)
        scale = np.sqrt(np.square(pca.transform(vectors)).sum(axis=1).mean())
        axes = pca.components_.T / scale
        points = (vectors - pca.mean_) @ axes
        letters = _letters(given.texts)
        targets = np.eye(classes)[labels] - 1 / classes
        # Kernel ridge regression; its inverse is kept whole, because it scores held-out blocks too.
        kernel = rbf_kernel(points, gamma=GAMMA) + (letters @ letters.T).toarray()
        inverse = _inverse(kernel + RIDGE * np.eye(len(points)))
        dual = inverse @ targets
        lengths = np.exp(-GAMMA * np.square(points).sum(axis=1))
        scores = held_out_scores(inverse, dual, targets, given.places)
        slope, offset = fit_regression(scores, labels, strength=CALIBRATION)
    return {
        "mean": pca.mean_.astype(np.float32),
        "axes": np.ascontiguousarray(axes.T, np.float32),
        "anchors": (2 * GAMMA * points).astype(np.float32),
        "weights": np.ascontiguousarray((dual * lengths[:, None]).T, np.float32),
        "letters": (np.sqrt(LETTERS) * (letters.T @ dual)).astype(np.float32),
        "gamma": GAMMA,
        "slope": slope.T.astype(np.float32),
        "offset": offset.astype(np.float32),
    }


def _letters(texts: Sequence[str]) -> Any:  # noqa: ANN401 (a sparse matrix: the library has no types)
    """Return a row of letter sequences a text, each of length sqrt(`LETTERS`)."""
    from scipy.sparse import csr_array  # noqa: PLC0415 (as in `fit_kernel`)

    rows = [letter_buckets(text) for text in texts]
    values = [np.full(len(row), np.sqrt(LETTERS / max(1, len(row)))) for row in rows]
    starts = np.cumsum([0, *map(len, rows)])
    shape = (len(rows), BUCKETS)
    return csr_array((np.concatenate(values), np.concatenate(rows), starts), shape=shape)


def _inverse(kernel: Floats) -> Floats:
    """Return the inverse of a symmetric, positive definite matrix, which is overwritten.

    By Cholesky's factor: half the work of the inverse of any matrix.
    Source: LAPACK's dpotrf and dpotri
    """
    from scipy.linalg import lapack  # noqa: PLC0415 (as in `fit_kernel`)

    # Transposed, it is laid out as LAPACK wants it, and the same.
    factor, _ = lapack.dpotrf(kernel.T, lower=True, overwrite_a=True)
    lower, failed = lapack.dpotri(factor, lower=True, overwrite_c=True)  # above: zeros
    if failed:
        message = "the kernel has no inverse"
        raise np.linalg.LinAlgError(message)
    inverse: Floats = lower + np.tril(lower, -1).T
    return inverse


def held_out_scores(
    inverse: Floats, dual: Floats, targets: Floats, places: Sequence[float]
) -> Floats:
    """Return the scores of each sentence in a model that was trained without the sentence's block.

    Leaving out a block of kernel ridge regression needs no refit: with G the inverse of the
    regularised kernel (`inverse`), the error on block b is G[b, b]^-1 (G y)[b]; `dual` is G y.
    """
    blocks = np.array([int(place * BLOCKS) for place in places])
    scores = np.empty_like(targets)
    for block in range(BLOCKS):
        (rows,) = np.nonzero(blocks == block)
        error = np.linalg.solve(inverse[np.ix_(rows, rows)], dual[rows])
        scores[rows] = targets[rows] - error
    return scores
