"""A model small enough to check by hand, in the file format of the real one."""

import struct

import numpy as np
from numpy.typing import NDArray

from retrieval.encoders.conversion.four_bit_weights import Sizes, expected_shapes

SIZES = Sizes(
    hidden=32,
    layers=2,
    heads=4,
    inner=64,
    vocabulary=14,
    positions=16,
    types=2,
    epsilon=2**-17,  # about 1e-5, and exact in float32
)
PIECES = (
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁bot", -2.0),
    ("te", -2.5),
    ("▁", -3.0),
    ("e", -3.5),
    ("é", -4.0),
    ("b", -4.5),
    ("▁靴", -5.0),
    ("o", -5.5),
    ("t", -6.0),
    ("<mask>", 0.0),
)


def write_weights(seed: int = 0) -> bytes:
    """Return a file with weights drawn at random, about the size that training gives."""
    random = np.random.default_rng(seed)
    head = b"E5S1" + struct.pack("<i", 1)
    head += struct.pack(
        "<7ifi",
        *(SIZES.hidden, SIZES.layers, SIZES.heads, SIZES.inner),
        *(SIZES.vocabulary, SIZES.positions, SIZES.types),
        SIZES.epsilon,
        32,
    )
    head += _write_pieces() + struct.pack("<II", 0, 4) + b"maps"
    shapes = expected_shapes(SIZES)
    bodies = {name: _write_tensor(random, name, shape) for name, shape in shapes.items()}
    directory_bytes = 4 + sum(2 + len(name) + 21 for name in bodies)
    at = len(head) + directory_bytes
    directory = struct.pack("<i", len(bodies))
    for name, body in bodies.items():
        numbers = int(np.prod(shapes[name]))
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", len(body) < 4 * numbers, numbers, at, len(body))
        at += len(body)
    return head + directory + b"".join(bodies.values())


def _write_pieces() -> bytes:
    texts = [piece.encode() for piece, _ in PIECES]
    offsets = np.cumsum([0, *map(len, texts)]).astype("<u4").tobytes()
    scores = np.array([score for _, score in PIECES], "<f4").tobytes()
    text = b"".join(texts)
    return struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(text)) + offsets + scores + text


def _write_tensor(random: np.random.Generator, name: str, shape: tuple[int, ...]) -> bytes:
    if len(shape) == 1 or name in {"emb.pos", "emb.type"}:
        centre = 1.0 if name.endswith("ln.w") else 0.0
        return random.normal(centre, 0.1, shape).astype("<f4").tobytes()
    values = random.integers(-8, 8, (int(np.prod(shape)) // 32, 32))
    return pack_blocks(values, random.uniform(0.01, 0.1, len(values)).astype("<f2"))


def pack_blocks(values: NDArray[np.int64], scales: NDArray[np.float16]) -> bytes:
    """Return Q4_0 blocks; `values` in [-8, 7], shape (blocks, 32)."""
    stored = (values + 8).astype(np.uint8)
    nibbles = stored[:, :16] | stored[:, 16:] << 4
    return b"".join(s.tobytes() + n.tobytes() for s, n in zip(scales, nibbles, strict=True))
