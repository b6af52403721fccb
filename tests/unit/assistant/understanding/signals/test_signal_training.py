from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from assistant.understanding.intents.intent_training import shipped_sentences
from assistant.understanding.signals.signal_reader import SignalModel
from assistant.understanding.signals.signal_training import (
    SignalSentence,
    load_or_train_signals,
    packaged_signals,
    parse_signals,
    signal_model_key,
    signal_sentences,
    train_signals,
)
from assistant.understanding.types import Intent, Signal
from retrieval.encoders.model_folders import ModelFolders
from retrieval.text.resource_files import load_yaml
from tests.unit.assistant.understanding.fakes import WordEncoder
from training.train_signals import write_packaged

_MOODS = {Signal.ANGER, Signal.PAYMENT_DATA}  # not grave; told by digits


def sentences() -> list[SignalSentence]:
    texts = {
        Signal.INSULT: ("vous etes nuls", "you idiots", "bande de clowns"),
        Signal.SAFETY: ("la lampe a pris feu", "it caught fire", "je saigne"),
        Intent.ASK_FOR_PERSON: ("un humain svp", "a human please", "un conseiller"),
        None: ("livraison gratuite", "where is my order", "taille 38"),
    }
    return [
        SignalSentence(text=f"{text} {extra}", label=label, place=at / 9)
        for label, some in texts.items()
        for at, (text, extra) in enumerate((text, extra) for text in some for extra in "abc")
    ]


class TestTheShippedSentences:
    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_are_many_of_each_grave_class_and_of_what_looks_like_it(self, language: str) -> None:
        document = load_yaml("assistant.understanding", f"signals.{language}.yml")
        count = {
            group["intent"]: len(set(group["examples"].split("\n"))) - 1
            for group in document["nlu"]
        }

        for signal in set(Signal) - _MOODS:
            assert count[signal.value] >= 150, signal
            assert count[f"none/{signal}"] >= 300, signal

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_are_many_wishes_for_a_person(self, language: str) -> None:
        document = load_yaml("assistant.understanding", f"nlu.{language}.yml")
        (wishes,) = (g for g in document["nlu"] if g["intent"] == Intent.ASK_FOR_PERSON)

        assert len(set(wishes["examples"].splitlines())) >= 60

    def test_are_each_one_thing_only(self) -> None:
        labels = {one.text.casefold(): one.label for one in signal_sentences()}
        asks = {s.text for s in shipped_sentences() if s.intent is Intent.ASK_FOR_PERSON}

        assert all(labels[one.text.casefold()] == one.label for one in signal_sentences())
        assert Counter(labels.values())[Intent.ASK_FOR_PERSON] >= len(asks) - 20


class TestALabel:
    def test_of_a_look_alike_is_that_there_is_none(self) -> None:
        document = {
            "nlu": [
                {"intent": "none/safety", "examples": "- verre cassé"},
                {"intent": "safety", "examples": "- je saigne"},
            ]
        }

        assert [one.label for one in parse_signals(document)] == [None, Signal.SAFETY]

    def test_that_nobody_knows_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="hunger"):
            list(parse_signals({"nlu": [{"intent": "hunger", "examples": "- a"}]}))


class TestThePackagedModel:
    def test_was_trained_on_the_shipped_sentences(self) -> None:
        packaged = packaged_signals()

        assert packaged.key == signal_model_key(packaged.encoder, signal_sentences()), (
            "the sentences have changed since: make signals"
        )

    def test_is_what_is_loaded_for_its_encoder(self, tmp_path: Path) -> None:
        encoder = WordEncoder()
        encoder.name = packaged_signals().encoder

        model = load_or_train_signals(encoder, ModelFolders((tmp_path,)))

        assert model.key == packaged_signals().key
        assert encoder.encoded == []
        assert not list(tmp_path.iterdir())

    def test_loses_nothing_that_counts_in_16_bits(self, tmp_path: Path) -> None:
        model = train_signals(WordEncoder(), sentences())
        write_packaged(model, tmp_path / "signals.npz")
        packaged, vector = SignalModel.load(tmp_path / "signals.npz"), WordEncoder().encode_query

        for one in sentences():
            np.testing.assert_allclose(
                packaged.probabilities(vector(one.text), one.text),
                model.probabilities(vector(one.text), one.text),
                atol=0.01,
            )


class TestAnotherEncoder:
    def test_has_a_model_of_its_own_trained_once(self, tmp_path: Path) -> None:
        first, second, models = WordEncoder(), WordEncoder(), ModelFolders((tmp_path,))

        trained = load_or_train_signals(first, models, sentences=sentences())
        load_or_train_signals(second, models, sentences=sentences())

        assert first.encoded
        assert second.encoded == []
        assert trained.signals == (Signal.SAFETY, Signal.INSULT)

    def test_is_not_trained_on_sentences_of_one_kind(self) -> None:
        with pytest.raises(ValueError, match="too few"):
            train_signals(WordEncoder(), [s for s in sentences() if s.label is None])
