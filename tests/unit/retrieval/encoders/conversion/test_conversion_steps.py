from pathlib import Path

import pytest

from retrieval.encoders.conversion.conversion_request import EncoderVariant
from retrieval.encoders.conversion.conversion_steps import make
from retrieval.encoders.encoder_base import WeightsError
from retrieval.encoders.onnx_encoder import OnnxEncoder
from tests.unit.retrieval.encoders.conversion.tiny import write_weights


class TestMake:
    def test_writes_a_folder_that_encodes(self, tmp_path: Path) -> None:
        make(tmp_path / "tiny", write_weights(), EncoderVariant())

        encoder = OnnxEncoder(tmp_path / "tiny")
        assert (encoder.name, encoder.dimensions) == ("tiny", 32)
        assert encoder.encode_query("botte").shape == (32,)

    def test_refuses_damaged_weights(self, tmp_path: Path) -> None:
        with pytest.raises(WeightsError):
            make(tmp_path / "tiny", write_weights()[:-1], EncoderVariant())

    def test_tells_each_step_and_the_end(self, tmp_path: Path) -> None:
        told: list[tuple[int, int]] = []

        make(
            tmp_path / "tiny",
            write_weights(),
            EncoderVariant(),
            progress=lambda _step, /, *, done, total: told.append((done, total)),
        )

        assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
