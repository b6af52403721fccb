"""Read the file of 4-bit weights.

Layout, little-endian: magic `E5S1`, int32 version, 7 int32 sizes, float32 epsilon, int32 block;
the vocabulary (5 int32, uint64 bytes of text, offsets, scores, text); a character map; then a
directory of named tensors, each either Q4_0 blocks or plain float32.
"""

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from retrieval.encoders.encoder_base import WeightsError

BLOCK = 32
"""Consecutive weights that share one scale."""

Float32 = NDArray[np.float32]
Shape = tuple[int, ...]

_MOST = 1 << 20  # of anything; more is a damaged file, not a larger model


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Hold the sizes of the architecture: a BERT encoder with learned positions."""

    hidden: int
    layers: int
    heads: int
    inner: int  # width of the feed-forward layer
    vocabulary: int  # rows of the embedding table
    positions: int  # longest input, in tokens
    types: int
    epsilon: float  # of every layer normalisation


@dataclass(frozen=True, slots=True, kw_only=True)
class FourBit:
    """Hold a matrix in 4 bits; a weight is its value times its block's scale."""

    values: NDArray[np.int8]  # shape (rows, columns), in [-8, 7]
    scales: NDArray[np.float16]  # shape (rows, columns / 32)

    def to_float32(self) -> Float32:
        """Return the weights, shape (rows, columns)."""
        scales = np.repeat(self.scales.astype(np.float32), BLOCK, axis=1)
        return self.values * scales

    def take(self, rows: list[int]) -> "FourBit":
        """Return some of the rows, in the order given."""
        return FourBit(values=self.values[rows], scales=self.scales[rows])


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Hold all contents of the file that the encoder needs."""

    sizes: Sizes
    pieces: tuple[tuple[str, float], ...]  # (piece, log probability); a token's id is its index
    unknown: int  # the id of the unknown piece
    embedding: FourBit  # shape (vocabulary, hidden): `emb.word`
    matrices: dict[str, FourBit]  # by name, shape (outputs, inputs)
    plain: dict[str, Float32]  # by name: biases, normalisations, positions, types


class _WeightsReader:
    """Read the bytes in order; every read past the end is a `WeightsError`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def unpack(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    def take(self, count: int) -> bytes:
        taken = self._data[self.at : self.at + count]
        if count < 0 or len(taken) < count:
            message = f"the weights end at byte {len(self._data)}, inside a value at {self.at}"
            raise WeightsError(message)
        self.at += count
        return taken

    def array(self, dtype: DTypeLike, count: int) -> NDArray[Any]:
        return np.frombuffer(self.take(count * np.dtype(dtype).itemsize), dtype)

    def elsewhere(self, at: int) -> "_WeightsReader":
        reader = _WeightsReader(self._data)
        reader.at = at
        return reader


def read_weights(data: bytes) -> Weights:
    """Read the whole file.

    Raises:
        WeightsError: it is cut short, of another format, or lacks a tensor.
    """
    reader = _WeightsReader(data)
    if reader.take(4) != b"E5S1" or reader.unpack("i") != (1,):
        message = "the weights are not in the format E5S1, version 1"
        raise WeightsError(message)
    try:
        sizes = _read_sizes(reader)
        pieces, unknown = _read_pieces(reader)
        _, map_bytes = reader.unpack("II")  # the character map is NFKC, which `clean` applies
        reader.take(map_bytes)
        matrices, plain = _read_tensors(reader, expected_shapes(sizes))
    except ValueError as error:
        message = f"the weights are damaged: {error}"
        raise WeightsError(message) from error
    embedding = matrices.pop("emb.word")
    return Weights(
        sizes=sizes,
        pieces=pieces,
        unknown=unknown,
        embedding=embedding,
        matrices=matrices,
        plain=plain,
    )


def expected_shapes(sizes: Sizes) -> dict[str, Shape]:
    """Return the shape of every tensor that a model of these sizes has, by name."""
    hidden, inner = sizes.hidden, sizes.inner
    shapes: dict[str, Shape] = {
        "emb.word": (sizes.vocabulary, hidden),
        "emb.pos": (sizes.positions, hidden),
        "emb.type": (sizes.types, hidden),
        "emb.ln.w": (hidden,),
        "emb.ln.b": (hidden,),
    }
    square: Shape = (hidden, hidden)
    for layer in range(sizes.layers):
        for part in ("q", "k", "v", "ao"):
            shapes |= {f"l{layer}.{part}.w": square, f"l{layer}.{part}.b": (hidden,)}
        shapes |= {f"l{layer}.fi.w": (inner, hidden), f"l{layer}.fi.b": (inner,)}
        shapes |= {f"l{layer}.fo.w": (hidden, inner), f"l{layer}.fo.b": (hidden,)}
        for part in ("aln", "oln"):
            shapes |= {f"l{layer}.{part}.w": (hidden,), f"l{layer}.{part}.b": (hidden,)}
    return shapes


def _read_sizes(reader: _WeightsReader) -> Sizes:
    *counts, epsilon, block = reader.unpack("7ifi")
    hidden, layers, heads, inner, vocabulary, positions, types = counts
    if block != BLOCK or not all(0 < count <= _MOST for count in counts):
        message = f"its sizes are out of range: {counts}, blocks of {block}"
        raise ValueError(message)
    return Sizes(
        hidden=hidden,
        layers=layers,
        heads=heads,
        inner=inner,
        vocabulary=vocabulary,
        positions=positions,
        types=types,
        epsilon=epsilon,
    )


def _read_pieces(reader: _WeightsReader) -> tuple[tuple[tuple[str, float], ...], int]:
    count, _bos, _eos, _pad, unknown, text_bytes = reader.unpack("5iQ")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    text = reader.take(text_bytes)
    pieces = tuple(
        (text[start:end].decode(), score)
        for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
    )
    return pieces, unknown


def _read_tensors(
    reader: _WeightsReader, shapes: dict[str, Shape]
) -> tuple[dict[str, FourBit], dict[str, Float32]]:
    matrices: dict[str, FourBit] = {}
    plain: dict[str, Float32] = {}
    (count,) = reader.unpack("i")
    for _ in range(count):
        (length,) = reader.unpack("H")
        name = reader.take(length).decode()
        is_four_bit, numbers, at, _bytes = reader.unpack("BIQQ")
        body = reader.elsewhere(at)
        shape = shapes.get(name, (-1,))
        if is_four_bit:
            matrices[name] = _read_four_bit(body, numbers, shape)
        else:
            plain[name] = body.array("<f4", numbers).reshape(shape)
    in_four_bits = {name for name, shape in shapes.items() if _is_in_four_bits(name, shape)}
    missing = (in_four_bits - matrices.keys()) | (shapes.keys() - in_four_bits - plain.keys())
    if missing:
        message = f"it lacks {len(missing)} tensors, such as {min(missing)}"
        raise ValueError(message)
    return matrices, plain


def _is_in_four_bits(name: str, shape: Shape) -> bool:
    return len(shape) > 1 and name not in {"emb.pos", "emb.type"}


def _read_four_bit(reader: _WeightsReader, numbers: int, shape: Shape) -> FourBit:
    """Read Q4_0 blocks: a float16 scale, then 16 bytes that hold weights j (low) and j + 16."""
    layout = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
    blocks = reader.array(layout, numbers // BLOCK)
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.int8) - 8
    return FourBit(
        values=values.reshape(shape),
        scales=blocks["scale"].reshape(*shape[:-1], shape[-1] // BLOCK),
    )
