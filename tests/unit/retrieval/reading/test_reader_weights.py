"""The trained weights of the reader, packed as changes to the encoder's."""

import numpy as np
import pytest

from retrieval.encoders.conversion.conversion_request import EncoderVariant
from retrieval.encoders.conversion.conversion_steps import read_variant
from retrieval.encoders.conversion.four_bit_weights import Float32, Weights
from retrieval.encoders.conversion.onnx_graph import MIDDLE
from retrieval.encoders.conversion.packaged_weights import find_weights, read_checked
from retrieval.reading.reader_weights import pack, packaged_reader, unpack

MATRIX, BIAS = f"l{MIDDLE}.q.w", f"l{MIDDLE}.q.b"


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read_variant(read_checked(find_weights()), EncoderVariant())


def changed(tensor: Float32) -> Float32:
    change = np.random.default_rng(7).normal(0, 0.01, tensor.shape)
    return tensor + change.astype(np.float32)


class TestPackedWeights:
    def test_come_back_as_they_were_but_for_rounding(self, weights: Weights) -> None:
        matrix, bias = weights.matrices[MATRIX].to_float32(), weights.plain[BIAS]
        part = np.ones((2, 3), np.float32)
        trained = {MATRIX: changed(matrix), BIAS: changed(bias), "part": part}

        tensors = unpack(pack(trained, weights), weights).tensors

        assert tensors.keys() == trained.keys()
        # A change of three standard deviations in steps of a seventh: half a step is 0.003.
        assert np.abs(tensors[MATRIX] - trained[MATRIX]).max() < 0.004
        assert np.abs(tensors[BIAS] - trained[BIAS]).max() < 1e-3
        assert np.array_equal(tensors["part"], trained["part"])

    def test_take_half_a_byte_a_weight(self, weights: Weights) -> None:
        matrix = weights.matrices[MATRIX].to_float32()

        size = len(pack({MATRIX: changed(matrix)}, weights))

        assert size < matrix.size * 0.6

    def test_that_did_not_change_come_back_exactly(self, weights: Weights) -> None:
        matrix = weights.matrices[MATRIX].to_float32()

        tensors = unpack(pack({MATRIX: matrix}, weights), weights).tensors

        assert np.array_equal(tensors[MATRIX], matrix)


class TestThePackagedReader:
    def test_has_every_tensor_of_the_upper_layers(self, weights: Weights) -> None:
        tensors = unpack(packaged_reader(), weights).tensors
        upper = {
            name
            for name in weights.matrices.keys() | weights.plain.keys()
            if name.startswith("l") and int(name[1:].split(".")[0]) >= MIDDLE
        }

        assert upper <= tensors.keys()
        assert all(np.isfinite(tensor).all() for tensor in tensors.values())
