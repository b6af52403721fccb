"""How well the question beside a request for a person is told; what went wrong is listed."""

from pathlib import Path

import pytest
import yaml

from assistant.conversation.message import Language
from assistant.understanding.intents.intent_training import load_or_train_intents
from assistant.understanding.message_interpreter import MessageInterpreter
from assistant.understanding.signals.signal_training import load_or_train_signals
from assistant.understanding.types import Intent, ReadingContext
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.encoders.model_folders import ModelFolders
from retrieval.encoders.onnx_encoder import OnnxEncoder

pytestmark = pytest.mark.slow  # an evaluation, held to its threshold

_HERE = Path(__file__).parent
_LEAST_RIGHT = 0.95
_MOST_FALSE = 2  # of some 25 messages that ask for a person alone, or for none


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_question_beside_a_request_for_a_person_is_found(
    language: Language, encoder: OnnxEncoder, models: ModelFolders
) -> None:
    reader = MessageInterpreter(
        encoder=encoder,
        model=load_or_train_intents(encoder, models),
        signal_model=load_or_train_signals(encoder, models),
    )
    rows = yaml.safe_load((_HERE / f"person_requests.{language}.yml").read_text())
    wrong = []
    for row in rows:
        read = reader.read(row["text"], ReadingContext(vocabulary=Vocabulary(), language=None))
        asked = read.beside if read.intent is Intent.ASK_FOR_PERSON else ()
        if asked != ((row["asks"],) if row["asks"] else ()):
            wrong.append((row["text"], asked))
    false = [text for text, asked in wrong if not _asks(rows, text)]

    assert len(rows) >= 50
    assert len(wrong) <= (1 - _LEAST_RIGHT) * len(rows), wrong
    assert len(false) <= _MOST_FALSE, wrong


def _asks(rows: list[dict[str, str]], text: str) -> bool:
    return any(row["asks"] for row in rows if row["text"] == text)
