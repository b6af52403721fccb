from pathlib import Path

from retrieval.encoders.conversion.conversion_request import Alphabet, EncoderVariant
from retrieval.encoders.default_encoder import load_default, make_default
from retrieval.encoders.model_folders import ModelFolders


class TestLoadDefault:
    def test_loads_what_is_there_without_making_it_again(
        self, models: ModelFolders, encoder_dir: Path
    ) -> None:
        told: list[str] = []

        def tell(step: str, /, *, done: int, total: int) -> None:
            told.append(f"{done}/{total} {step}")

        encoder = load_default(models, progress=tell)

        assert encoder.name == encoder_dir.name
        assert told == []

    def test_keeps_only_what_it_reads_at_run_time(self, encoder_dir: Path) -> None:
        large = {path.name for path in encoder_dir.rglob("*") if path.stat().st_size > 100_000}

        assert large == {"tokenizer.json", "model_qint8.onnx"}


class TestMakeDefault:
    def test_keeps_each_variant_in_a_folder_of_its_own(self, tmp_path: Path) -> None:
        variant = EncoderVariant(alphabet=Alphabet.FULL)
        models = ModelFolders((tmp_path,))
        there = tmp_path / "encoder" / variant.key()
        there.mkdir(parents=True)

        found = make_default(models, alphabet=Alphabet.FULL)

        assert found == there
