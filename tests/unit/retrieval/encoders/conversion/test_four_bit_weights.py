import struct
from contextlib import suppress

import numpy as np
import pytest

from retrieval.encoders.conversion.four_bit_weights import FourBit, expected_shapes, read_weights
from retrieval.encoders.encoder_base import WeightsError
from tests.unit.retrieval.encoders.conversion.tiny import PIECES, SIZES, write_weights


class TestReadWeights:
    def test_finds_sizes_and_pieces(self) -> None:
        weights = read_weights(write_weights())

        assert weights.sizes == SIZES
        assert weights.pieces == PIECES
        assert weights.unknown == 3

    def test_finds_every_tensor_in_its_shape(self) -> None:
        weights = read_weights(write_weights())

        found = {name: matrix.values.shape for name, matrix in weights.matrices.items()}
        found |= {name: tensor.shape for name, tensor in weights.plain.items()}
        found["emb.word"] = weights.embedding.values.shape
        assert found == expected_shapes(SIZES)

    def test_reads_a_block_as_scale_times_low_then_high_nibbles(self) -> None:
        data = bytearray(write_weights())
        block = struct.pack("<e", 0.5) + bytes(range(16))
        start = data.index(b"l0.q.w") + len(b"l0.q.w")
        at = struct.unpack_from("<Q", data, start + 5)[0]
        data[at : at + 18] = block

        row = read_weights(bytes(data)).matrices["l0.q.w"].to_float32()[0]

        assert row[:16].tolist() == [(n - 8) * 0.5 for n in range(16)]
        assert row[16:].tolist() == [-4.0] * 16

    def test_keeps_four_bit_values_in_their_range(self) -> None:
        embedding = read_weights(write_weights()).embedding

        assert (embedding.values.min(), embedding.values.max()) == (-8, 7)


class TestADamagedFile:
    def test_of_another_format_is_named_so(self) -> None:
        with pytest.raises(WeightsError, match="not in the format E5S1"):
            read_weights(b"GGUF" + write_weights()[4:])

    def test_of_a_later_version_is_named_so(self) -> None:
        with pytest.raises(WeightsError, match="version 1"):
            read_weights(b"E5S1\x02" + write_weights()[5:])

    def test_is_refused_wherever_it_is_cut(self) -> None:
        data = write_weights()

        for end in [*range(0, 2000, 7), *range(2000, len(data), 997), len(data) - 1]:
            with pytest.raises(WeightsError):
                read_weights(data[:end])

    def test_says_where_it_ends(self) -> None:
        with pytest.raises(WeightsError, match="end at byte 100"):
            read_weights(write_weights()[:100])

    def test_without_a_tensor_says_which(self) -> None:
        data = write_weights().replace(b"l1.fo.w", b"l1.xx.w")

        with pytest.raises(WeightsError, match=r"lacks 1 tensors, such as l1\.fo\.w"):
            read_weights(data)

    def test_with_absurd_sizes_is_refused_before_anything_is_allocated(self) -> None:
        data = bytearray(write_weights())
        struct.pack_into("<i", data, 12, 2**30)

        with pytest.raises(WeightsError, match="out of range"):
            read_weights(bytes(data))

    def test_never_fails_in_another_way(self) -> None:
        data = write_weights()
        random = np.random.default_rng(1)

        for _ in range(300):
            broken = bytearray(data)
            broken[random.integers(8, 2500)] = random.integers(256)
            with suppress(WeightsError):
                assert read_weights(bytes(broken)).sizes.layers > 0


class TestFourBit:
    def test_takes_rows_with_their_scales(self) -> None:
        values = np.arange(-8, 8, dtype=np.int8).repeat(6).reshape(3, 32)
        scales = np.array([[1], [2], [4]], np.float16)
        matrix = FourBit(values=values, scales=scales)

        taken = matrix.take([2, 0])

        assert taken.to_float32().tolist() == matrix.to_float32()[[2, 0]].tolist()
