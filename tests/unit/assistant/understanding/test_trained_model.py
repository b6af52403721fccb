from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from assistant.understanding.trained_model import (
    Matrix,
    ModelFileError,
    TrainedModel,
    encode_all,
    fit_regression,
    load_or_train,
    model_key,
    softmax,
)
from retrieval.encoders.model_folders import ModelFolders
from tests.unit.assistant.understanding.fakes import WordEncoder


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Model(TrainedModel):
    weights: Matrix
    offset: Matrix


def model(value: float = 1) -> Model:
    return Model(weights=np.full((2, 3), value, np.float32), offset=np.zeros(2, np.float32))


class TestAModel:
    def test_is_read_as_it_was_saved(self, tmp_path: Path) -> None:
        path = tmp_path / "some.npz"
        model(0.5).save(path)

        assert (Model.load(path).weights == model(0.5).weights).all()

    @pytest.mark.parametrize("content", [b"", b"PK not a model"])
    def test_that_is_damaged_is_reported(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "some.npz"
        path.write_bytes(content)

        with pytest.raises(ModelFileError, match=r"some\.npz"):
            Model.load(path)

    def test_that_lacks_a_field_is_reported(self, tmp_path: Path) -> None:
        path = tmp_path / "some.npz"
        np.savez(path, weights=np.zeros(2))

        with pytest.raises(ModelFileError):
            Model.load(path)


class TestLoading:
    def test_trains_once(self, tmp_path: Path) -> None:
        models = ModelFolders((tmp_path,))
        load_or_train(models, "some.npz", Model, model)

        found = load_or_train(models, "some.npz", Model, lambda: model(2))

        assert (found.weights == model().weights).all()

    def test_trains_again_where_the_file_is_damaged(self, tmp_path: Path) -> None:
        path = tmp_path / "some.npz"
        path.write_bytes(b"PK not a model")

        found = load_or_train(ModelFolders((tmp_path,)), "some.npz", Model, lambda: model(2))

        assert (found.weights == model(2).weights).all()
        assert (Model.load(path).weights == model(2).weights).all()


class TestEncodingTexts:
    def test_gives_the_vectors_of_questions_and_tells_how_far_it_is(self) -> None:
        told: list[tuple[int, int]] = []

        vectors = encode_all(
            ["a", "b"],
            WordEncoder(),
            progress=lambda *, done, total: told.append((done, total)),
        )

        assert (vectors[1] == WordEncoder().encode_query("b")).all()
        assert told == [(0, 2), (1, 2), (2, 2)]


class TestAKey:
    def test_changes_with_each_part(self) -> None:
        keys = {
            model_key(1, "words-64", ["a", "b"]),
            model_key(2, "words-64", ["a", "b"]),
            model_key(1, "others-64", ["a", "b"]),
            model_key(1, "words-64", ["a"]),
        }

        assert len(keys) == 4
        assert model_key(1, "words-64", iter(["a", "b"])) in keys


class TestARegression:
    def test_tells_classes_apart(self) -> None:
        points = np.array([[0, 1], [0, 2], [1, 0], [2, 0], [-1, -1], [-2, -2]], np.float64)
        labels = [0, 0, 1, 1, 2, 2]

        weights, offsets = fit_regression(points, labels, strength=10)

        assert (points @ weights.T + offsets).argmax(axis=1).tolist() == labels


class TestProbabilities:
    def test_add_up_to_one_however_large_the_logits(self) -> None:
        found = softmax(np.array([1000, 1000, 0], np.float32))

        assert found.tolist() == pytest.approx([0.5, 0.5, 0])
