"""Compare a question's tokens with a statement's, and score how likely the statement answers. Pure.

Each token of one side is set against the tokens of the other side that are most like it; how they
compare is read token by token and added up by importance. Source: decomposable attention, Parikh et
al. 2016, https://arxiv.org/abs/1606.01933, here over the states of an encoder.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.reading.reader_weights import Dense, Float32, ReaderWeights, TextLayers

BOUND = 4.0  # of a signal, in standard deviations
_EPSILON = 1e-5  # of the normalisation, as in training


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTokens:
    """Hold the tokens of a text as the reader compares them."""

    tokens: Float32  # shape (tokens, width)
    importance: Float32  # shape (tokens,), adds up to 1


def read_tokens(states: Float32, layers: TextLayers) -> ReadTokens:
    """Return the tokens of a text from the encoder's states, shape (tokens, 2 x hidden)."""
    centred = states - states.mean(axis=1, keepdims=True)
    normal = centred / np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + _EPSILON)
    return ReadTokens(
        tokens=layers.tokens(normal), importance=_softmax(layers.importance(normal)[:, 0], axis=0)
    )


def score(
    question: ReadTokens, statement: ReadTokens, signals: Sequence[float], weights: ReaderWeights
) -> float:
    """Return the log-odds that the statement answers the question; unbounded."""
    asked, said = question.tokens, statement.tokens
    likeness = _units(asked) @ _units(said).T
    sharp = weights.sharpness * likeness
    of_asked, of_said = likeness.max(axis=1), likeness.max(axis=0)
    answered = _compare(asked, _softmax(sharp, axis=1) @ said, of_asked, weights.question.compared)
    answering = _compare(
        said, _softmax(sharp, axis=0).T @ asked, of_said, weights.statement.compared
    )
    met = question.importance
    measures = (
        met @ of_asked,
        of_asked.min(),
        statement.importance @ of_said,
        (met * (1 - of_asked)).max(),
    )
    scaled = (np.array(signals, np.float32) - weights.mean) / weights.deviation
    inputs = np.concatenate(
        [
            met @ answered,
            answered.max(axis=0),
            statement.importance @ answering,
            answering.max(axis=0),
            np.array(measures, np.float32),
            np.clip(scaled, -BOUND, BOUND),
        ]
    )
    inner, outer = weights.score
    return float(outer(_gelu(inner(inputs)))[0])


def _compare(
    own: Float32, other: Float32, nearest: Float32, layers: tuple[Dense, Dense]
) -> Float32:
    """Return how each token compares with its counterpart, shape (tokens, width)."""
    first, second = layers
    pairs = np.concatenate([own, other, own * other, nearest[:, None]], axis=1)
    return _gelu(second(_gelu(first(pairs))))


def _units(rows: Float32) -> Float32:
    units: Float32 = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return units


def _softmax(values: Float32, *, axis: int) -> Float32:
    powers = np.exp(values - values.max(axis=axis, keepdims=True))
    shares: Float32 = powers / powers.sum(axis=axis, keepdims=True)
    return shares


def _gelu(values: Float32) -> Float32:
    """Return GELU in its approximation by tanh, which training uses, too."""
    inner = np.sqrt(2 / np.pi) * (values + 0.044715 * values**3)
    bent: Float32 = 0.5 * values * (1 + np.tanh(inner))
    return bent.astype(np.float32)
