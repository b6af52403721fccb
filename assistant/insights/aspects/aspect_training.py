"""Train the aspect model at set-up, and keep it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.insights.aspects.aspect_labels import Aspect, LabelledSentence, shipped
from assistant.insights.aspects.aspect_model import POLARITIES, AspectModel, features
from assistant.understanding.trained_model import (
    TrainingProgress,
    encode_all,
    fit_regression,
    load_or_train,
    model_key,
    tell_nobody,
)
from retrieval.encoders.model_folders import ModelFolders
from retrieval.ports import Encoder
from retrieval.text.resource_files import load_yaml

VERSION = 1
"""Version of the training: a model of another version is trained again."""

STRENGTH = 3.0
"""Inverse of the regularisation, chosen by cross-validation (docs/decisions/0025)."""

_FEWEST = 50


def load_or_train_aspects(
    encoder: Encoder,
    models: ModelFolders,
    *,
    sentences: Sequence[LabelledSentence] | None = None,
    progress: TrainingProgress = tell_nobody,
) -> AspectModel:
    """Return the model for these sentences and this encoder, trained on the first call.

    `sentences` None are the shipped ones. The model is kept in `models`, named by what went
    in; training on the shipped ones takes some 10 s, most of it encoding.
    """
    sentences = shipped() if sentences is None else sentences
    name = f"aspects/{aspect_model_key(encoder, sentences)}.npz"

    def train() -> AspectModel:
        texts = [one.text for one in sentences]
        return fit_aspects(encode_all(texts, encoder, progress), sentences)

    return load_or_train(models, name, AspectModel, train)


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
    (aspects, aspect_offset), (polarities, polarity_offset) = (
        fit_regression(
            points[[at for at, _ in labels]], [label for _, label in labels], strength=strength
        )
        for labels in (of_aspect, of_polarity)
    )
    return AspectModel(
        mean=mean,
        scale=scale,
        aspect_weights=np.ascontiguousarray(aspects, np.float32),
        aspect_offset=aspect_offset.astype(np.float32),
        polarity_weights=np.ascontiguousarray(polarities, np.float32),
        polarity_offset=polarity_offset.astype(np.float32),
    )


def _only(sentence: LabelledSentence) -> int:
    """Return the place of a sentence's aspect; behind the last one: it has none."""
    return next((list(Aspect).index(one) for one in sentence.aspects), len(Aspect))


def aspect_model_key(encoder: Encoder, sentences: Sequence[LabelledSentence]) -> str:
    """Return a name that changes with the sentences, the words, the encoder and the training."""
    words = str(load_yaml("assistant.insights.aspects", "words.yml"))
    lines = (f"{sorted(one.aspects.items())}\t{one.text}" for one in sentences)
    return model_key(VERSION, encoder.name, (words, *lines))
