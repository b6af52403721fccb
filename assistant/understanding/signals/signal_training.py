"""Train the signal model on the shipped sentences, unless its packaged weights fit the encoder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.intents.intent_training import (
    TrainingSentence,
    nlu_examples,
    shipped_sentences,
)
from assistant.understanding.kernels.kernel_training import LabelledVectors, fit_kernel
from assistant.understanding.signals.signal_reader import SignalModel
from assistant.understanding.signals.signal_rules import shared_signal_rules
from assistant.understanding.trained_model import (
    TrainingProgress,
    encode_all,
    load_or_train,
    model_key,
    tell_nobody,
)
from assistant.understanding.types import Intent, Signal
from retrieval.encoders.model_folders import ModelFolders
from retrieval.ports import Encoder
from retrieval.text.resource_files import load_yaml

VERSION = 5
"""Of the way a model is trained: another version is trained anew."""

ANCHORS = 3_000
"""Sentences that stand for all of them."""

ORDINARY_EVERY = 2
"""One in so many of the intents' sentences: what customers write when nothing is the matter."""

FEW_WORDS = 2
"""Words of a sentence that is ordinary in any case: so little is easily taken for an insult."""

SignalLabel = Signal | Intent | None
"""A signal; the intent `ASK_FOR_PERSON`; None: neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSentence:
    """Hold a message and its signal, to train on."""

    text: str
    label: SignalLabel
    place: float  # in [0, 1) in its list; neighbours there are alike


def signal_sentences() -> tuple[SignalSentence, ...]:
    """Return the sentences that ship with the assistant, ordinary ones last."""
    own = [
        sentence
        for file in ("signals.fr.yml", "signals.en.yml")
        for sentence in parse_signals(load_yaml("assistant.understanding", file))
    ]
    known = {sentence.text.casefold() for sentence in own}
    return (*own, *(one for one in _of_intents() if one.text.casefold() not in known))


def _of_intents() -> Iterator[SignalSentence]:
    for at, one in enumerate(shipped_sentences()):
        asks = one.intent is Intent.ASK_FOR_PERSON
        if asks or at % ORDINARY_EVERY == 0 or _is_short(one):
            label = one.intent if asks else None
            yield SignalSentence(text=one.text, label=label, place=one.place)


def _is_short(sentence: TrainingSentence) -> bool:
    return len(sentence.text.split()) <= FEW_WORDS


def parse_signals(document: Any) -> Iterator[SignalSentence]:  # noqa: ANN401 (YAML is whatever it says)
    """Yield the sentences of a loaded file in NLU format.

    Its intents are signals, or `none/` and the signal that the sentences only look like.

    Raises:
        ValueError: one is not a signal.
    """
    for name, text, place in nlu_examples(document):
        label = None if name.partition("/")[0] == "none" else Signal(name)
        yield SignalSentence(text=text, label=label, place=place)


def load_or_train_signals(
    encoder: Encoder,
    models: ModelFolders,
    *,
    sentences: Sequence[SignalSentence] | None = None,
    progress: TrainingProgress = tell_nobody,
) -> SignalModel:
    """Return the model for these sentences and this encoder.

    `sentences` None are the shipped ones. Their model for the default encoder is packaged; for any
    other encoder it is trained on the first call, and kept in `models`, named by what went in.
    """
    if sentences is None and (packaged := packaged_signals()).encoder == encoder.name:
        return packaged
    given = signal_sentences() if sentences is None else sentences
    name = f"signals/{signal_model_key(encoder.name, given)}.npz"

    def train() -> SignalModel:
        return train_signals(encoder, given, progress=progress)

    return load_or_train(models, name, SignalModel, train)


def packaged_signals() -> SignalModel:
    """Return the model that this version of the program has, which `make signals` made."""
    packaged = files("assistant.understanding").joinpath("resources", "signals.npz")
    with as_file(packaged) as path:
        return SignalModel.load(path)


def signal_model_key(encoder: str, sentences: Sequence[SignalSentence]) -> str:
    """Return a name that changes with the sentences, the encoder and the training."""
    return model_key(VERSION, encoder, (f"{one.label}\t{one.text}" for one in sentences))


def train_signals(
    encoder: Encoder,
    sentences: Sequence[SignalSentence],
    *,
    progress: TrainingProgress = tell_nobody,
) -> SignalModel:
    """Encode sentences, and fit a model to them."""
    vectors = encode_all([sentence.text for sentence in sentences], encoder, progress)
    return fit_signals(vectors, sentences, encoder=encoder.name)


def fit_signals(
    vectors: NDArray[np.floating[Any]], sentences: Sequence[SignalSentence], *, encoder: str
) -> SignalModel:
    """Fit a model to vectors, shape (sentences, dimensions), one a sentence.

    Raises:
        ValueError: the sentences are few, or of no signal, or none asks for a person, or all do.
    """
    signals = tuple(one for one in Signal if any(s.label is one for s in sentences))
    classes: list[SignalLabel] = [*signals, Intent.ASK_FOR_PERSON, None]
    labels = [classes.index(one.label) for one in sentences]
    if not signals or len(set(labels)) < len(classes):
        message = f"{len(sentences)} sentences of {len(set(labels))} kinds are too few to train on"
        raise ValueError(message)
    plain = shared_signal_rules().plain
    given = LabelledVectors(
        texts=[plain(one.text) for one in sentences],
        vectors=vectors,
        labels=labels,
        places=[one.place for one in sentences],
    )
    return SignalModel(
        signals=signals,
        encoder=encoder,
        key=signal_model_key(encoder, sentences),
        **fit_kernel(given, anchors=ANCHORS),
    )
