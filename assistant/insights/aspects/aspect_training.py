"""Train the aspect model at set-up, and keep it."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.insights.aspects.aspect_labels import Aspect, LabelledSentence, load_yaml, shipped
from assistant.insights.aspects.aspect_model import (
    POLARITIES,
    AspectModel,
    AspectModelError,
    features,
)
from retrieval.ports import Encoder

VERSION = 1
"""Version of the training: a model of another version is trained again."""

STRENGTH = 3.0
"""Inverse of the regularisation, chosen by cross-validation (docs/decisions/0025)."""

_FEWEST = 50


def load_or_train_aspects(
    encoder: Encoder, data_dir: Path, *, sentences: Sequence[LabelledSentence] | None = None
) -> AspectModel:
    """Return the model for these sentences and this encoder, trained on the first call.

    `sentences` None are the shipped ones. The model is kept under `data_dir`, named by what went
    in; training on the shipped ones takes some 10 s, most of it encoding.
    """
    sentences = shipped() if sentences is None else sentences
    path = data_dir / "aspects" / f"{model_key(encoder, sentences)}.npz"
    if path.is_file():
        try:
            return AspectModel.load(path)
        except AspectModelError:
            path.unlink()
    vectors = np.array([encoder.encode_query(one.text) for one in sentences])
    model = fit_aspects(vectors, sentences)
    model.save(path)
    return model


def fit_aspects(
    vectors: NDArray[np.floating[Any]],
    sentences: Sequence[LabelledSentence],
    *,
    strength: float = STRENGTH,
) -> AspectModel:
    """Fit a model to vectors, shape (sentences, dimensions), one a sentence.

    A sentence of several aspects teaches the polarity alone, if they have the same.

    Raises:
        ValueError: there are too few sentences, or an aspect or polarity has none.
    """
    # Here because they take a second to import and are needed once in a model's life.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    mean = vectors.mean(axis=0).astype(np.float32)
    length = np.sqrt(np.square(vectors - mean).sum(axis=1).mean())
    scale = np.array([1 / length], np.float32)
    points = np.array(
        [features(s.text, v, mean, scale) for s, v in zip(sentences, vectors, strict=True)]
    )
    of_aspect = [(at, _only(s)) for at, s in enumerate(sentences) if len(s.aspects) <= 1]
    of_polarity = [
        (at, next(iter(set(s.aspects.values()))))
        for at, s in enumerate(sentences)
        if len(set(s.aspects.values())) == 1
    ]
    classes = len({label for _, label in of_aspect}), len({label for _, label in of_polarity})
    if len(sentences) < _FEWEST or classes != (len(Aspect) + 1, len(POLARITIES)):
        message = f"{len(sentences)} sentences of {classes} classes are too few to train on"
        raise ValueError(message)
    with threadpool_limits(limits=1):
        aspect, polarity = (
            LogisticRegression(C=strength, max_iter=3_000).fit(
                points[[at for at, _ in labels]], [label for _, label in labels]
            )
            for labels in (of_aspect, of_polarity)
        )
    return AspectModel(
        mean=mean,
        scale=scale,
        aspect_weights=np.ascontiguousarray(aspect.coef_, np.float32),
        aspect_offset=aspect.intercept_.astype(np.float32),
        polarity_weights=np.ascontiguousarray(polarity.coef_, np.float32),
        polarity_offset=polarity.intercept_.astype(np.float32),
    )


def _only(sentence: LabelledSentence) -> int:
    """Return the place of a sentence's aspect; behind the last one: it has none."""
    return next((list(Aspect).index(one) for one in sentence.aspects), len(Aspect))


def model_key(encoder: Encoder, sentences: Sequence[LabelledSentence]) -> str:
    """Return the name of a model; it changes with everything that the model is trained on."""
    digest = hashlib.sha256(f"{VERSION}\n{encoder.name}\n{load_yaml('words.yml')}\n".encode())
    for one in sentences:
        digest.update(f"{sorted(one.aspects.items())}\t{one.text}\n".encode())
    return digest.hexdigest()[:16]
