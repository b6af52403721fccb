"""Train the signal model at set-up, and keep it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.intents.intent_training import shipped_sentences
from assistant.understanding.signal_reader import SignalModel, SignalModelError
from assistant.understanding.types import Intent, Signal
from assistant.understanding.word_lists import load_yaml
from retrieval.ports import Encoder

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
    own = [sentence for file in files for sentence in parse_signals(load_yaml(file))]
    ordinary = [s.text for s in shipped_sentences() if s.intent not in _NOT_ORDINARY][
        ::ORDINARY_EVERY
    ]
    return (*own, *(SignalSentence(text=text, signal=None) for text in ordinary))


def parse_signals(document: Any) -> Iterator[SignalSentence]:  # noqa: ANN401 (YAML is whatever it says)
    """Yield the sentences of a loaded file in NLU format; its intents are signals, or `none`.

    Raises:
        ValueError: one is not a signal.
    """
    for group in document["nlu"]:
        signal = None if group["intent"] == "none" else Signal(group["intent"])
        for line in group["examples"].strip().splitlines():
            yield SignalSentence(text=line.strip().removeprefix("-").strip(), signal=signal)


def load_or_train_signals(
    encoder: Encoder, data_dir: Path, *, sentences: Sequence[SignalSentence] | None = None
) -> SignalModel:
    """Return the model for these sentences and this encoder, trained on the first call.

    `sentences` None are the shipped ones. The model is kept under `data_dir`, named by what went
    in; training on the shipped ones takes about 8 s, most of it encoding.
    """
    sentences = signal_sentences() if sentences is None else sentences
    path = data_dir / "signals" / f"{_key(encoder, sentences)}.npz"
    if path.is_file():
        try:
            return SignalModel.load(path)
        except SignalModelError:
            path.unlink()
    vectors = np.array([encoder.encode_query(sentence.text) for sentence in sentences])
    model = fit_signals(vectors, sentences)
    model.save(path)
    return model


def fit_signals(
    vectors: NDArray[np.floating[Any]], sentences: Sequence[SignalSentence]
) -> SignalModel:
    """Fit a model to vectors, shape (sentences, dimensions), one a sentence.

    Raises:
        ValueError: the sentences have fewer than two signals, or every sentence has one.
    """
    # Here because they take a second to import and are needed once in a model's life.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    signals = tuple(one for one in Signal if any(s.signal is one for s in sentences))
    if len(signals) < 2 or all(s.signal for s in sentences):  # noqa: PLR2004 (see above)
        message = f"{len(sentences)} sentences of {len(signals)} signals are too few to train on"
        raise ValueError(message)
    labels = [signals.index(s.signal) if s.signal else len(signals) for s in sentences]
    mean, scale = vectors.mean(axis=0), vectors.std(axis=0) + 1e-9
    with threadpool_limits(limits=1):
        regression = LogisticRegression(C=STRENGTH, max_iter=3_000)
        regression.fit((vectors - mean) / scale, labels)
    weights = regression.coef_ / scale
    return SignalModel(
        signals=signals,
        weights=np.ascontiguousarray(weights, np.float32),
        offset=(regression.intercept_ - weights @ mean).astype(np.float32),
    )


def _key(encoder: Encoder, sentences: Sequence[SignalSentence]) -> str:
    digest = hashlib.sha256(f"{VERSION}\n{encoder.name}\n".encode())
    for sentence in sentences:
        digest.update(f"{sentence.signal}\t{sentence.text}\n".encode())
    return digest.hexdigest()[:16]
