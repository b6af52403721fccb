"""Read and write the trained weights of the reader.

The file holds the changes that training made to the encoder's upper layers: of each matrix in 4
bits by blocks of 32 (`NAME.values`, two to a byte, and `NAME.scales`), of the rest in float16, and
the tensors that the encoder has not. `training/README.md` says how they were trained.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.encoders.conversion.four_bit_weights import BLOCK, Float32, Weights

_LARGEST = 7  # of a change in 4 bits, in units of its block's scale


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderWeights:
    """Hold the tensors of the reader by name: of its layers, its head and its inputs."""

    tensors: dict[str, Float32]


def packaged_reader() -> bytes:
    """Return the trained weights that this version of the program has."""
    return files("retrieval.reading").joinpath("resources", "reader.npz").read_bytes()


def pack(trained: Mapping[str, Float32], encoder: Weights) -> bytes:
    """Return the file for `trained`: the reader's tensors by name."""
    of_encoder = _float32(encoder)
    arrays: dict[str, NDArray[Any]] = {}
    for name, tensor in trained.items():
        change = tensor - of_encoder[name] if name in of_encoder else tensor
        if name in encoder.matrices:
            arrays[f"{name}.values"], arrays[f"{name}.scales"] = _to_four_bits(change)
        else:
            arrays[name] = change.astype(np.float16)
    written = BytesIO()
    np.savez(written, allow_pickle=False, **arrays)
    return written.getvalue()


def unpack(data: bytes, encoder: Weights) -> ReaderWeights:
    """Return the reader's tensors, from their file and the weights that training began with."""
    of_encoder = _float32(encoder)
    tensors: dict[str, Float32] = {}
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        for stored in arrays.files:
            name, _, part = stored.rpartition(".")
            if part == "values":
                change = _to_float32(arrays[stored], arrays[f"{name}.scales"])
            elif part == "scales":
                continue
            else:
                name, change = stored, arrays[stored].astype(np.float32)
            tensors[name] = of_encoder[name] + change if name in of_encoder else change
    return ReaderWeights(tensors=tensors)


def _float32(encoder: Weights) -> dict[str, Float32]:
    return {name: one.to_float32() for name, one in encoder.matrices.items()} | encoder.plain


def _to_four_bits(change: Float32) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    blocks = change.reshape(change.shape[0], -1, BLOCK)
    scales = (np.abs(blocks).max(axis=2) / _LARGEST).astype(np.float16)
    unit = np.maximum(scales.astype(np.float32), np.finfo(np.float16).tiny)[:, :, None]
    values = np.clip(np.round(blocks / unit), -_LARGEST, _LARGEST).astype(np.int8)
    nibbles = values.reshape(change.shape).view(np.uint8) & 15
    return nibbles[:, ::2] | nibbles[:, 1::2] << 4, scales


def _to_float32(packed: NDArray[np.uint8], scales: NDArray[np.float16]) -> Float32:
    nibbles = np.stack([packed & 15, packed >> 4], axis=2).reshape(packed.shape[0], -1)
    values = nibbles.astype(np.int8)
    values[values > _LARGEST] -= 16
    return values.astype(np.float32) * np.repeat(scales.astype(np.float32), BLOCK, axis=1)
