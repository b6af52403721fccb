"""Train the intent model at set-up on the shipped sentences (Rasa's NLU format), and keep it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.intents.intent_model import IntentModel
from assistant.understanding.kernels.kernel_training import LabelledVectors, fit_kernel
from assistant.understanding.trained_model import (
    TrainingProgress,
    encode_all,
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


VERSION = 5
"""Of the way a model is trained: another version is trained anew."""


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
    return model_key(VERSION, encoder.name, (f"{one.intent}\t{one.text}" for one in sentences))


def train_intents(
    encoder: Encoder,
    sentences: Sequence[TrainingSentence],
    *,
    progress: TrainingProgress = tell_nobody,
) -> IntentModel:
    """Fit a model to the sentences.

    Raises:
        ValueError: they are too few.
    """
    vectors = encode_all([one.text for one in sentences], encoder, progress)
    return fit_intents(vectors.astype(np.float64), sentences)


def fit_intents(
    vectors: NDArray[np.floating[Any]], sentences: Sequence[TrainingSentence]
) -> IntentModel:
    """Fit a model to vectors, shape (sentences, dimensions), one a sentence.

    Raises:
        ValueError: they are too few.
    """
    intents = tuple(intent for intent in Intent if any(s.intent is intent for s in sentences))
    given = LabelledVectors(
        texts=[one.text for one in sentences],
        vectors=vectors,
        labels=[intents.index(one.intent) for one in sentences],
        places=[one.place for one in sentences],
    )
    return IntentModel(intents=intents, **fit_kernel(given))
