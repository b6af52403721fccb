import sys

import pytest

from retrieval.encoders.encoder_base import MissingExtraError
from retrieval.encoders.sentence_transformers_encoder import SentenceTransformersEncoder


class TestWithoutTheExtra:
    def test_the_error_names_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "sentence_transformers", None)

        with pytest.raises(MissingExtraError, match=r"comptoir\[sentence-transformers\]"):
            SentenceTransformersEncoder("any")
