import re

import pytest

from retrieval.encoders.encoder_base import name_encoder


class TestNameEncoder:
    def test_stays_the_same(self) -> None:
        assert name_encoder("openai", "m/1", "http://a") == "openai-m-1-7f71d858"

    def test_differs_with_any_argument(self) -> None:
        names = {
            name_encoder("openai", "m"),
            name_encoder("local", "m"),
            name_encoder("openai", "n"),
            name_encoder("openai", "m", ""),
            name_encoder("openai", "m", None),
            name_encoder("openai", "m", "", "query: "),
        }

        assert len(names) == 6

    @pytest.mark.parametrize("model", ["BAAI/bge-m3", "../../etc", "é" * 300, "a b:c", ""])
    def test_is_safe_as_a_file_name(self, model: str) -> None:
        assert re.fullmatch(r"[A-Za-z0-9._-]{1,100}", name_encoder("kind", model))
