"""Train a kernel model on sentences, their vectors and their classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.kernels.kernel_model import BUCKETS, letter_buckets
from assistant.understanding.trained_model import fit_regression

Floats = NDArray[np.float32]

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


def fit_kernel(given: LabelledVectors, *, anchors: int | None = None) -> dict[str, Any]:
    """Return the fields of a kernel model that is fitted to sentences.

    With fewer `anchors` than sentences, so many of them stand for all: a smaller model that is
    quicker to ask, and nearly the same.

    Raises:
        ValueError: fewer sentences than `BLOCKS`, or of fewer than three classes.
    """
    # Here because they take a second to import and are needed once in a model's life. One BLAS
    # thread: where other work keeps the cores busy, two wait for each other.
    from sklearn.decomposition import PCA  # noqa: PLC0415
    from sklearn.metrics.pairwise import rbf_kernel  # noqa: PLC0415

    # The library ships no types.
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    labels = np.array(given.labels)
    classes = len(set(given.labels))
    if len(labels) < BLOCKS or classes < MIN_CLASSES:
        message = f"{len(labels)} sentences of {classes} classes are too few to train on"
        raise ValueError(message)
    with threadpool_limits(limits=1):
        dimensions = min(DIMENSIONS, len(labels), given.vectors.shape[1])
        pca = PCA(dimensions, svd_solver="covariance_eigh").fit(given.vectors.astype(np.float64))
        scale = np.sqrt(np.square(pca.transform(given.vectors)).sum(axis=1).mean())
        axes = pca.components_.T / scale
        points = ((given.vectors - pca.mean_) @ axes).astype(np.float32)
        letters = _letters(given.texts)
        targets = (np.eye(classes)[labels] - 1 / classes).astype(np.float32)
        # Kernel ridge regression; its inverse is kept whole, because it scores held-out blocks too.
        kernel = rbf_kernel(points, gamma=GAMMA)
        kernel += (letters @ letters.T).toarray()
        kernel[np.diag_indices_from(kernel)] += RIDGE
        inverse = _inverse(kernel)
        dual = inverse @ targets
        scores = held_out_scores(inverse, dual, targets, given.places)
        slope, offset = fit_regression(scores, labels, strength=CALIBRATION)
        kept, weights = _fewer(points, dual, anchors)
    lengths = np.exp(-GAMMA * np.square(kept).sum(axis=1))
    return {
        "mean": pca.mean_.astype(np.float32),
        "axes": np.ascontiguousarray(axes.T, np.float32),
        "anchors": (2 * GAMMA * kept).astype(np.float32),
        "weights": np.ascontiguousarray((weights * lengths[:, None]).T, np.float32),
        "letters": (np.sqrt(LETTERS) * (letters.T @ dual)).astype(np.float32),
        "gamma": GAMMA,
        "slope": slope.T.astype(np.float32),
        "offset": offset.astype(np.float32),
    }


def _fewer(points: Floats, dual: Floats, anchors: int | None) -> tuple[Floats, Floats]:
    """Return anchors, and the weights with which they score the points as all points would."""
    from scipy.linalg import solve  # noqa: PLC0415 (as in `fit_kernel`)
    from sklearn.metrics.pairwise import rbf_kernel  # noqa: PLC0415

    if anchors is None or anchors >= len(points):
        return points, dual
    # Those that matter most for any class come first; chance leaves some of every region.
    matter = np.abs(dual).max(axis=1)
    chosen = np.random.default_rng(0).choice(
        len(points), anchors, replace=False, p=matter / matter.sum()
    )
    kept = points[chosen]
    near = rbf_kernel(points, kept, gamma=GAMMA).astype(np.float64)
    scores = np.concatenate(
        [rbf_kernel(part, points, gamma=GAMMA) @ dual for part in np.array_split(points, 32)]
    )
    gram = near.T @ near + 1e-3 * np.eye(anchors)
    return kept, solve(gram, near.T @ scores, assume_a="pos").astype(np.float32)


def _letters(texts: Sequence[str]) -> Any:  # noqa: ANN401 (a sparse matrix: the library has no types)
    """Return a row of letter sequences a text, each of length sqrt(`LETTERS`)."""
    from scipy.sparse import csr_array  # noqa: PLC0415 (as in `fit_kernel`)

    rows = [letter_buckets(text) for text in texts]
    values = [np.full(len(row), np.sqrt(LETTERS / max(1, len(row))), np.float32) for row in rows]
    starts = np.cumsum([0, *map(len, rows)])
    shape = (len(rows), BUCKETS)
    return csr_array((np.concatenate(values), np.concatenate(rows), starts), shape=shape)


def _inverse(kernel: Floats) -> Floats:
    """Return the inverse of a symmetric, positive definite matrix, which is overwritten.

    By Cholesky's factor: half the work of the inverse of any matrix.
    Source: LAPACK's spotrf and spotri
    """
    from scipy.linalg import lapack  # noqa: PLC0415 (as in `fit_kernel`)

    # Transposed, it is laid out as LAPACK wants it, and the same.
    factor, _ = lapack.spotrf(kernel.T, lower=True, overwrite_a=True)
    lower, failed = lapack.spotri(factor, lower=True, overwrite_c=True)  # above: zeros
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
