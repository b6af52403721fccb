"""How well aspects and polarity are told, on sentences that were held out; fails with the table."""

from pathlib import Path

import pytest
import yaml

from assistant.insights.aspects.aspect_labels import Aspect, LabelledSentence, parse, shipped
from assistant.insights.aspects.aspect_reader import AspectReader
from assistant.insights.aspects.aspect_training import load_or_train_aspects
from retrieval.encoders.model_folders import ModelFolders
from retrieval.encoders.onnx_encoder import OnnxEncoder
from tests.evals.aspects.aspect_scores import AspectScores

pytestmark = pytest.mark.slow  # an evaluation, held to its threshold

LEAST_F1 = 0.75
"""Micro-averaged, of aspect and polarity together."""

LEAST_NEGATIVE_F1 = 0.72
LEAST_SENTENCES = 300


def held_out(language: str) -> tuple[LabelledSentence, ...]:
    path = Path(__file__).parent / f"held_out.{language}.yml"
    return tuple(parse(yaml.safe_load(path.read_text(encoding="utf-8"))))


@pytest.fixture(scope="module")
def reader(encoder: OnnxEncoder, models: ModelFolders) -> AspectReader:
    model = load_or_train_aspects(encoder, models)
    return AspectReader(encoder=encoder, model=model)


@pytest.mark.parametrize("language", ["fr", "en"])
class TestAspects:
    def test_are_told_with_how_they_are_spoken_of(
        self, reader: AspectReader, language: str
    ) -> None:
        judged = AspectScores.of(reader, held_out(language))

        assert judged.pairs.f1 >= LEAST_F1, told(judged)
        assert judged.negative.f1 >= LEAST_NEGATIVE_F1, told(judged)

    def test_are_judged_on_enough_sentences_that_nothing_was_trained_on(
        self, reader: AspectReader, language: str
    ) -> None:
        del reader
        sentences = held_out(language)
        trained = {one.text.casefold() for one in shipped()}

        assert len({one.text for one in sentences}) >= LEAST_SENTENCES
        assert trained.isdisjoint(one.text.casefold() for one in sentences)
        assert {aspect for one in sentences for aspect in one.aspects} == set(Aspect)


def told(judged: AspectScores) -> str:
    rows = [f"{aspect:>14} {tally.f1:.2f}" for aspect, tally in judged.of_aspect.items()]
    total = f"pairs {judged.pairs.f1:.3f}, negative {judged.negative.f1:.3f}"
    return "\n".join([total, *rows])
