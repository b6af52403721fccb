from concurrent.futures import ThreadPoolExecutor
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

    def test_leaves_nothing_beside_the_folder(self, tmp_path: Path) -> None:
        make(tmp_path / "deep" / "tiny", write_weights(), EncoderVariant())

        assert [path.name for path in (tmp_path / "deep").iterdir()] == ["tiny"]

    def test_leaves_nothing_at_all_when_it_fails(self, tmp_path: Path) -> None:
        with pytest.raises(WeightsError):
            make(tmp_path / "tiny", write_weights()[:-1], EncoderVariant())

        assert list(tmp_path.iterdir()) == []

    def test_leaves_an_existing_folder_as_it_is(self, tmp_path: Path) -> None:
        (tmp_path / "tiny").mkdir()
        (tmp_path / "tiny" / "mine").touch()

        make(tmp_path / "tiny", write_weights(), EncoderVariant())

        assert [path.name for path in (tmp_path / "tiny").iterdir()] == ["mine"]

    def test_at_once_with_another_gives_one_whole_folder(self, tmp_path: Path) -> None:
        with ThreadPoolExecutor(2) as pool:
            jobs = [
                pool.submit(make, tmp_path / "tiny", write_weights(), EncoderVariant())
                for _ in range(2)
            ]
        for job in jobs:
            job.result()

        assert [path.name for path in tmp_path.iterdir()] == ["tiny"]
        assert OnnxEncoder(tmp_path / "tiny").dimensions == 32

    def test_tells_each_step_and_the_end(self, tmp_path: Path) -> None:
        told: list[tuple[int, int]] = []

        make(
            tmp_path / "tiny",
            write_weights(),
            EncoderVariant(),
            progress=lambda _step, /, *, done, total: told.append((done, total)),
        )

        assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
