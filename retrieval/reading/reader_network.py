"""Compare a question's tokens with a statement's, and score how likely the statement answers. Pure.

Each token of one side is set against the tokens of the other side that are most like it; how they
compare is read token by token and added up by importance. Source: decomposable attention, Parikh et
al. 2016, https://arxiv.org/abs/1606.01933, here over the states of an encoder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from retrieval.reading.reader_weights import Dense, Float32, ReaderWeights, TextLayers

BOUND = 4.0  # of a signal, in standard deviations
_EPSILON = 1e-5  # of the normalisation, as in training
_SLOPE = sqrt(2 / pi)  # a float of Python keeps arrays in 32 bits


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
    question: ReadTokens,
    statements: Sequence[ReadTokens],
    signals: Sequence[Sequence[float]],
    weights: ReaderWeights,
) -> list[float]:
    """Return for each statement the log-odds that it answers the question; unbounded.

    All statements go through each layer in one call, one behind the other.
    """
    if not statements:
        return []
    asked, met = question.tokens, question.importance
    said = np.concatenate([one.tokens for one in statements])
    said_importance = np.concatenate([one.importance for one in statements])
    starts = np.cumsum([0, *(len(one.tokens) for one in statements[:-1])])
    likeness = _units(asked) @ _units(said).T
    sharp = weights.sharpness * likeness
    nearest = np.maximum.reduceat(likeness, starts, axis=1).T  # shape (statements, tokens)
    of_said = likeness.max(axis=0)
    parts = zip(np.split(sharp, starts[1:], axis=1), statements, strict=True)
    meant = np.stack([_softmax(own, axis=1) @ one.tokens for own, one in parts])
    of_question = _compare(
        np.broadcast_to(asked, meant.shape), meant, nearest, weights.question.compared
    )
    of_statement = _compare(
        said, _softmax(sharp, axis=0).T @ asked, of_said, weights.statement.compared
    )
    scaled = (np.array(signals, np.float32) - weights.mean) / weights.deviation
    inputs = np.concatenate(
        [
            met @ of_question,
            of_question.max(axis=1),
            np.add.reduceat(said_importance[:, None] * of_statement, starts),
            np.maximum.reduceat(of_statement, starts),
            _measures(met, nearest, np.add.reduceat(said_importance * of_said, starts)),
            np.clip(scaled, -BOUND, BOUND),
        ],
        axis=1,
    )
    inner, outer = weights.score
    return [float(one) for one in outer(_gelu(inner(inputs)))[:, 0]]


def _measures(met: Float32, nearest: Float32, of_said: Float32) -> Float32:
    """Return how near the tokens of both sides are as a whole, shape (statements, 4)."""
    least_met = (met * (1 - nearest)).max(axis=1)
    return np.stack([nearest @ met, nearest.min(axis=1), of_said, least_met], axis=1)


def _compare(
    own: Float32, other: Float32, nearest: Float32, layers: tuple[Dense, Dense]
) -> Float32:
    """Return how each token compares with its counterpart, shape (..., tokens, width)."""
    first, second = layers
    pairs = np.concatenate([own, other, own * other, nearest[..., None]], axis=-1)
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
    bent: Float32 = np.tanh(values * (_SLOPE + 0.044715 * _SLOPE * values * values))
    return 0.5 * values * (1 + bent)
