"""Nothing grave is read into what customers write in everyday talks, held to the real models."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from assistant.app.compose.search.local_models import open_message_models
from assistant.kit.settings.settings import Settings
from assistant.understanding.signals.signal_reader import SignalReader
from assistant.understanding.types import Signal
from retrieval.encoders.onnx_encoder import OnnxEncoder

_TALKS = Path(__file__).parents[1] / "talks"
_MOODS = {Signal.ANGER, Signal.INSULT}  # customers do write both in these talks


def _messages() -> Iterator[str]:
    for file in sorted(_TALKS.glob("*.yml")):
        talk = yaml.safe_load(file.read_text(encoding="utf-8"))
        yield from (turn["customer"] for turn in talk["turns"])


@pytest.fixture(scope="module")
def reader(encoder: OnnxEncoder) -> SignalReader:
    return SignalReader(open_message_models(Settings(), encoder).signals)


class TestEverydayTalks:
    def test_have_nothing_grave(self, encoder: OnnxEncoder, reader: SignalReader) -> None:
        messages = [*_messages()]
        grave = {
            text: one
            for text in messages
            for one in reader.read(text, encoder.encode_query(text)).signals
            if one.signal not in _MOODS
        }

        assert len(messages) > 900
        assert not grave
