"""Train the intent model at set-up on the shipped sentences (Rasa's NLU format), and keep it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.intents.intent_model import IntentModel
from assistant.understanding.trained_model import (
    TrainingProgress,
    encode_all,
    fit_regression,
    load_or_train,
    model_key,
    tell_nobody,
)
from assistant.understanding.types import Intent
from retrieval.encoders.model_folders import ModelFolders
from retrieval.ports import Encoder
from retrieval.text.resource_files import load_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSentence:
    """Hold a message and its intent, to train on."""

    text: str
    intent: Intent
    place: float  # in [0, 1) in its intent's list; neighbours there are alike


@cache  # both models that read messages are named by them, at each start
def shipped_sentences() -> tuple[TrainingSentence, ...]:
    """Return the sentences that ship with the assistant: of the shop, then of orders."""
    files = ("nlu.fr.yml", "nlu.en.yml", "nlu.operations.fr.yml", "nlu.operations.en.yml")
    return tuple(
        sentence
        for file in files
        for sentence in parse_sentences(load_yaml("assistant.understanding", file))
    )


def parse_sentences(document: Any) -> Iterator[TrainingSentence]:  # noqa: ANN401 (YAML is whatever it says)
    """Yield the sentences of a loaded NLU file.

    Raises:
        ValueError: an intent is not one of ours.
    """
    for label, text, place in nlu_examples(document):
        yield TrainingSentence(text=text, intent=Intent(label), place=place)


def nlu_examples(document: Any) -> Iterator[tuple[str, str, float]]:  # noqa: ANN401 (as above)
    """Yield the label, text and place of each example of a loaded file in Rasa's NLU format.

    The place is in [0, 1) within its label's list.
    """
    for group in document["nlu"]:
        lines = group["examples"].splitlines()
        texts = [line.strip().removeprefix("-").strip() for line in lines if line.strip()]
        for index, text in enumerate(texts):
            yield group["intent"], text, index / len(texts)


VERSION = 2
"""Of the way a model is trained: another version is trained anew."""

# Chosen by cross-validation over blocks of the shipped sentences (docs/decisions/0007).
DIMENSIONS = 192
GAMMA = 0.8
RIDGE = 0.1
CALIBRATION = 10.0  # inverse of the regularisation

# Neighbours in the file are about the same thing, and so is what stands at the same place in the
# other language: a block leaves out both, so that a score is of a subject not seen in training.
BLOCKS = 24
MIN_INTENTS = 3  # the calibration is multinomial


def load_or_train_intents(
    encoder: Encoder,
    models: ModelFolders,
    *,
    sentences: Sequence[TrainingSentence] | None = None,
    progress: TrainingProgress = tell_nobody,
) -> IntentModel:
    """Return the model for these sentences and this encoder, trained on the first call.

    `sentences` None are the shipped ones. The model is kept in `models`, named by what went
    in; training on the shipped ones takes about 15 s, half of it encoding.
    """
    sentences = shipped_sentences() if sentences is None else sentences
    return load_or_train(
        models,
        f"intents/{intent_model_key(encoder, sentences)}.npz",
        IntentModel,
        lambda: train_intents(encoder, sentences, progress=progress),
    )


def intent_model_key(encoder: Encoder, sentences: Sequence[TrainingSentence]) -> str:
    """Return a name that changes with the sentences, the encoder and the training."""
    return model_key(VERSION, encoder, (f"{one.intent}\t{one.text}" for one in sentences))


def train_intents(
    encoder: Encoder,
    sentences: Sequence[TrainingSentence],
    *,
    progress: TrainingProgress = tell_nobody,
) -> IntentModel:
    """Fit a model to the sentences.

    Raises:
        ValueError: fewer sentences than `BLOCKS`, or of fewer than three intents.
    """
    vectors = encode_all([one.text for one in sentences], encoder, progress)
    return fit_intents(vectors.astype(np.float64), sentences)


def fit_intents(vectors: NDArray[np.float64], sentences: Sequence[TrainingSentence]) -> IntentModel:
    """Fit a model to vectors, shape (sentences, dimensions), one a sentence."""
    # Here because they take a second to import and are needed once in a model's life. One BLAS
    # thread: where other work keeps the cores busy, two wait for each other.
    from sklearn.decomposition import PCA  # noqa: PLC0415
    from sklearn.metrics.pairwise import rbf_kernel  # noqa: PLC0415

    # The library ships no types.
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    intents = tuple(intent for intent in Intent if any(s.intent is intent for s in sentences))
    if len(sentences) < BLOCKS or len(intents) < MIN_INTENTS:
        message = f"{len(sentences)} sentences of {len(intents)} intents are too few to train on"
        raise ValueError(message)
    labels = np.array([intents.index(s.intent) for s in sentences])
    with threadpool_limits(limits=1):
        dimensions = min(DIMENSIONS, len(sentences), vectors.shape[1])
        pca = PCA(dimensions, svd_solver="covariance_eigh").fit(vectors)
        scale = np.sqrt(np.square(pca.transform(vectors)).sum(axis=1).mean())
        axes = pca.components_.T / scale
        points = (vectors - pca.mean_) @ axes
        targets = np.eye(len(intents))[labels] - 1 / len(intents)
        # Kernel ridge regression; its inverse is kept whole, because it scores held-out blocks too.
        inverse = _inverse(rbf_kernel(points, gamma=GAMMA) + RIDGE * np.eye(len(points)))
        dual = inverse @ targets
        lengths = np.exp(-GAMMA * np.square(points).sum(axis=1))
        scores = held_out_scores(inverse, dual, targets, sentences)
        slope, offset = fit_regression(scores, labels, strength=CALIBRATION)
    return IntentModel(
        intents=intents,
        mean=pca.mean_.astype(np.float32),
        axes=np.ascontiguousarray(axes.T, np.float32),
        anchors=(2 * GAMMA * points).astype(np.float32),
        weights=np.ascontiguousarray((dual * lengths[:, None]).T, np.float32),
        gamma=GAMMA,
        slope=slope.T.astype(np.float32),
        offset=offset.astype(np.float32),
    )


def _inverse(kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the inverse of a symmetric, positive definite matrix, which is overwritten.

    By Cholesky's factor: half the work of the inverse of any matrix.
    Source: LAPACK's dpotrf and dpotri
    """
    from scipy.linalg import lapack  # noqa: PLC0415 (as in `fit_intents`)

    # Transposed, it is laid out as LAPACK wants it, and the same.
    factor, _ = lapack.dpotrf(kernel.T, lower=True, overwrite_a=True)
    lower, failed = lapack.dpotri(factor, lower=True, overwrite_c=True)  # above: zeros
    if failed:
        message = "the kernel has no inverse"
        raise np.linalg.LinAlgError(message)
    inverse: NDArray[np.float64] = lower + np.tril(lower, -1).T
    return inverse


def held_out_scores(
    inverse: NDArray[np.float64],
    dual: NDArray[np.float64],
    targets: NDArray[np.float64],
    sentences: Sequence[TrainingSentence],
) -> NDArray[np.float64]:
    """Return the scores of each sentence in a model that was trained without the sentence's block.

    Leaving out a block of kernel ridge regression needs no refit: with G the inverse of the
    regularised kernel (`inverse`), the error on block b is G[b, b]^-1 (G y)[b]; `dual` is G y.
    """
    blocks = np.array([int(sentence.place * BLOCKS) for sentence in sentences])
    scores = np.empty_like(targets)
    for block in range(BLOCKS):
        (rows,) = np.nonzero(blocks == block)
        error = np.linalg.solve(inverse[np.ix_(rows, rows)], dual[rows])
        scores[rows] = targets[rows] - error
    return scores
