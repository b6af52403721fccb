from itertools import product
from pathlib import Path

import numpy as np
import pytest

from assistant.understanding.intents.intent_model import IntentModel
from assistant.understanding.intents.intent_training import (
    TrainingSentence,
    intent_model_key,
    load_or_train_intents,
    train_intents,
)
from assistant.understanding.trained_model import ModelFileError
from assistant.understanding.types import Intent
from retrieval.encoders.model_folders import ModelFolders
from tests.unit.assistant.understanding.fakes import WordEncoder

_GREETINGS = ("bonjour", "hello", "salut", "good morning", "hi there")
_THANKS = ("merci", "thanks", "cheers", "thank you", "grand merci")
_QUESTIONS = ("returns", "delivery time", "livraison", "payment", "refund delay")


def sentences() -> list[TrainingSentence]:
    return [
        TrainingSentence(text=f"{text} {extra}", intent=intent, place=number / 25)
        for intent, texts in (
            (Intent.GREETING, _GREETINGS),
            (Intent.QUESTION, _QUESTIONS),
            (Intent.THANKS, _THANKS),
        )
        for number, (extra, text) in enumerate(product("abcde", texts))
    ]


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return train_intents(WordEncoder(), sentences())


class TestATrainedModel:
    def test_knows_what_it_was_taught(self, model: IntentModel) -> None:
        encoder = WordEncoder()

        assert model.classify(encoder.encode_query("hello b"), "hello b")[0] is Intent.GREETING
        assert (
            model.classify(encoder.encode_query("livraison a"), "livraison a")[0] is Intent.QUESTION
        )

    def test_gives_probabilities(self, model: IntentModel) -> None:
        probabilities = model.probabilities(WordEncoder().encode_query("xyz"), "xyz")

        assert probabilities.sum() == pytest.approx(1)
        assert (probabilities >= 0).all()

    def test_is_the_same_every_time(self, model: IntentModel) -> None:
        again = train_intents(WordEncoder(), sentences())

        np.testing.assert_allclose(model.anchors, again.anchors, atol=1e-5)
        np.testing.assert_allclose(model.weights, again.weights, atol=1e-4)

    def test_is_the_same_after_a_save(self, model: IntentModel, tmp_path: Path) -> None:
        model.save(tmp_path / "model.npz")
        loaded = IntentModel.load(tmp_path / "model.npz")
        text = "bonjour a"
        vector = WordEncoder().encode_query(text)

        np.testing.assert_array_equal(
            model.probabilities(vector, text), loaded.probabilities(vector, text)
        )
        assert [path.name for path in tmp_path.iterdir()] == ["model.npz"]


class TestTraining:
    def test_reports_progress_to_the_end(self) -> None:
        told: list[tuple[int, int]] = []

        train_intents(
            WordEncoder(),
            sentences(),
            progress=lambda *, done, total: told.append((done, total)),
        )

        assert told[-1] == (75, 75)

    def test_needs_three_intents(self) -> None:
        with pytest.raises(ValueError, match="too few"):
            train_intents(
                WordEncoder(), [s for s in sentences() if s.intent is not Intent.GREETING]
            )


class TestKeeping:
    def test_trains_once(self, tmp_path: Path) -> None:
        first, second, models = WordEncoder(), WordEncoder(), ModelFolders((tmp_path,))

        load_or_train_intents(first, models, sentences=sentences())
        load_or_train_intents(second, models, sentences=sentences())

        assert first.encoded
        assert second.encoded == []

    def test_trains_again_where_the_file_is_damaged(self, tmp_path: Path) -> None:
        models = ModelFolders((tmp_path,))
        load_or_train_intents(WordEncoder(), models, sentences=sentences())
        (path,) = (tmp_path / "intents").glob("*.npz")
        path.write_bytes(b"PK not a model")

        encoder = WordEncoder()
        load_or_train_intents(encoder, models, sentences=sentences())

        assert encoder.encoded

    def test_names_a_model_by_what_went_in(self) -> None:
        some = sentences()

        assert intent_model_key(WordEncoder(), some) == intent_model_key(WordEncoder(), sentences())
        assert intent_model_key(WordEncoder(), some) != intent_model_key(WordEncoder(), some[1:])


class TestADamagedFile:
    def test_is_reported(self, tmp_path: Path) -> None:
        path = tmp_path / "model.npz"
        path.write_bytes(b"nothing")

        with pytest.raises(ModelFileError):
            IntentModel.load(path)
