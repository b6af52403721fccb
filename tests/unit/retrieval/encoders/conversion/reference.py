"""A BERT encoder in plain numpy, written from its definition: the graph must agree with it."""

import math

import numpy as np
from numpy.typing import NDArray

from retrieval.encoders.conversion.four_bit_weights import Weights

Array = NDArray[np.float64]


def encode(weights: Weights, tokens: list[int]) -> tuple[Array, Array]:
    """Return the last hidden state, shape (tokens, hidden), and the unit vector of a text."""
    words = weights.embedding.to_float32().astype(np.float64)[tokens]
    state = words + weights.plain["emb.pos"][: len(tokens)] + weights.plain["emb.type"][0]
    state = _normalise(weights, state, "emb.ln")
    for layer in range(weights.sizes.layers):
        state = _layer(weights, state, f"l{layer}.")
    mean = state.mean(axis=0)
    return state, mean / np.linalg.norm(mean)


def _layer(weights: Weights, state: Array, prefix: str) -> Array:
    heads = weights.sizes.heads
    query, key, value = (
        _dense(weights, state, prefix + part).reshape(len(state), heads, -1).swapaxes(0, 1)
        for part in "qkv"
    )
    scores = query @ key.swapaxes(1, 2) / math.sqrt(query.shape[-1])
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    attended = (shares @ value).swapaxes(0, 1).reshape(state.shape)
    state = _normalise(weights, _dense(weights, attended, prefix + "ao") + state, prefix + "aln")
    inner = _dense(weights, state, prefix + "fi")
    inner = inner * 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
    return _normalise(weights, _dense(weights, inner, prefix + "fo") + state, prefix + "oln")


def _dense(weights: Weights, state: Array, name: str) -> Array:
    return state @ weights.matrices[name + ".w"].to_float32().T + weights.plain[name + ".b"]


def _normalise(weights: Weights, state: Array, name: str) -> Array:
    centred = state - state.mean(axis=-1, keepdims=True)
    variance = (centred**2).mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt(variance + weights.sizes.epsilon)
    normal: Array = scaled * weights.plain[name + ".w"] + weights.plain[name + ".b"]
    return normal
