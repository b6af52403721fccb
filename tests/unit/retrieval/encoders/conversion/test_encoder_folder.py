import json
from pathlib import Path

from retrieval.encoders.conversion.encoder_folder import name_as_bert, write_configuration
from retrieval.encoders.conversion.four_bit_weights import expected_shapes, read_weights
from tests.unit.retrieval.encoders.conversion.tiny import SIZES, write_weights


class TestWriteConfiguration:
    def test_declares_the_prefixes_that_the_model_was_trained_with(self, tmp_path: Path) -> None:
        write_configuration(tmp_path, SIZES)

        settings = json.loads((tmp_path / "config_sentence_transformers.json").read_text())
        assert settings["prompts"] == {"query": "query: ", "document": "passage: "}

    def test_lists_only_modules_whose_folder_is_there(self, tmp_path: Path) -> None:
        write_configuration(tmp_path, SIZES)

        modules = json.loads((tmp_path / "modules.json").read_text())
        assert [module["path"] for module in modules] == ["", "1_Pooling", "2_Normalize"]
        assert all((tmp_path / module["path"] / "config.json").exists() for module in modules)

    def test_states_the_sizes(self, tmp_path: Path) -> None:
        write_configuration(tmp_path, SIZES)

        bert = json.loads((tmp_path / "config.json").read_text())
        assert (bert["hidden_size"], bert["num_hidden_layers"], bert["vocab_size"]) == (32, 2, 14)


class TestNameAsBert:
    def test_gives_every_tensor_once_under_another_name(self) -> None:
        weights = read_weights(write_weights())

        named = name_as_bert(weights)

        assert len(named) == len(expected_shapes(SIZES))
        assert named["embeddings.word_embeddings.weight"].shape == (14, 32)
        assert named["encoder.layer.1.output.dense.weight"].shape == (32, 64)
        assert named["encoder.layer.1.attention.output.LayerNorm.bias"].shape == (32,)
