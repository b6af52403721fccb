"""Train the signal model at set-up, and keep it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.intents.intent_training import nlu_examples, shipped_sentences
from assistant.understanding.signal_reader import SignalModel
from assistant.understanding.trained_model import (
    TrainingProgress,
    encode_all,
    fit_regression,
    load_or_train,
    model_key,
    tell_nobody,
)
from assistant.understanding.types import Intent, Signal
from retrieval.encoders.model_folders import ModelFolders
from retrieval.ports import Encoder
from retrieval.text.resource_files import load_yaml

VERSION = 1
"""Of the way a model is trained: another version is trained anew."""

# Chosen by cross-validation over blocks of the shipped sentences (docs/decisions/0014).
STRENGTH = 0.03
ORDINARY_EVERY = 8
"""One in so many of the intents' sentences: what customers write when nothing is the matter."""

_NOT_ORDINARY = frozenset({Intent.ASK_FOR_PERSON, Intent.CHITCHAT})  # some are angry, or odd


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSentence:
    """Hold a message and its signal, to train on; None: it has no signal."""

    text: str
    signal: Signal | None


def signal_sentences() -> tuple[SignalSentence, ...]:
    """Return the sentences that ship with the assistant, ordinary ones last."""
    files = ("signals.fr.yml", "signals.en.yml")
    own = [
        sentence
        for file in files
        for sentence in parse_signals(load_yaml("assistant.understanding", file))
    ]
    ordinary = [s.text for s in shipped_sentences() if s.intent not in _NOT_ORDINARY][
        ::ORDINARY_EVERY
    ]
    return (*own, *(SignalSentence(text=text, signal=None) for text in ordinary))


def parse_signals(document: Any) -> Iterator[SignalSentence]:  # noqa: ANN401 (YAML is whatever it says)
    """Yield the sentences of a loaded file in NLU format; its intents are signals, or `none`.

    Raises:
        ValueError: one is not a signal.
    """
    for label, text, _ in nlu_examples(document):
        yield SignalSentence(text=text, signal=None if label == "none" else Signal(label))


def load_or_train_signals(
    encoder: Encoder,
    models: ModelFolders,
    *,
    sentences: Sequence[SignalSentence] | None = None,
    progress: TrainingProgress = tell_nobody,
) -> SignalModel:
    """Return the model for these sentences and this encoder, trained on the first call.

    `sentences` None are the shipped ones. The model is kept in `models`, named by what went
    in; training on the shipped ones takes about 8 s, most of it encoding.
    """
    sentences = signal_sentences() if sentences is None else sentences
    lines = (f"{one.signal}\t{one.text}" for one in sentences)
    name = f"signals/{model_key(VERSION, encoder, lines)}.npz"

    def train() -> SignalModel:
        texts = [sentence.text for sentence in sentences]
        return fit_signals(encode_all(texts, encoder, progress), sentences)

    return load_or_train(models, name, SignalModel, train)


def fit_signals(
    vectors: NDArray[np.floating[Any]], sentences: Sequence[SignalSentence]
) -> SignalModel:
    """Fit a model to vectors, shape (sentences, dimensions), one a sentence.

    Raises:
        ValueError: the sentences have fewer than two signals, or every sentence has one.
    """
    signals = tuple(one for one in Signal if any(s.signal is one for s in sentences))
    if len(signals) < 2 or all(s.signal for s in sentences):  # noqa: PLR2004 (see above)
        message = f"{len(sentences)} sentences of {len(signals)} signals are too few to train on"
        raise ValueError(message)
    labels = [signals.index(s.signal) if s.signal else len(signals) for s in sentences]
    mean, scale = vectors.mean(axis=0), vectors.std(axis=0) + 1e-9
    slopes, offsets = fit_regression((vectors - mean) / scale, labels, strength=STRENGTH)
    weights = slopes / scale
    return SignalModel(
        signals=signals,
        weights=np.ascontiguousarray(weights, np.float32),
        offset=(offsets - weights @ mean).astype(np.float32),
    )
