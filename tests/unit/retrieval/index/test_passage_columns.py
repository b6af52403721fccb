from pathlib import Path

import numpy as np
import pytest

from retrieval.index.passage_columns import KEY_BYTES, Column, Columns, ColumnsWriter
from retrieval.index.passage_records import encode
from retrieval.text.bm25 import dot, terms_of
from retrieval.types import Vector, WordWeights
from tests.unit.retrieval.making import passage

D = 8
TEXTS = ("Les bottes de pluie.", "", "Livraison des bottes en 3 jours.")


def _unit(number: int) -> Vector:
    vector = np.random.default_rng(number).normal(size=D).astype(np.float32)
    return vector / np.float32(np.linalg.norm(vector))


def _column(number: int, text: str) -> Column:
    spans = ((0, len(text)), (0, 3)) if text else ()
    sentences = np.array([_unit(100 + number), _unit(200 + number)][: len(spans)], np.float16)
    return Column(
        record=encode(passage(text), spans),
        vector=_unit(number),
        sentences=sentences.reshape(-1, D),
        terms=terms_of(text, "fr"),
        key=bytes([number]) * KEY_BYTES,
        source=number // 2,
        language=number % 2,
        is_product=number == 2,
        is_question=number == 1,
    )


@pytest.fixture
def columns(tmp_path: Path) -> Columns:
    writer = ColumnsWriter(tmp_path)
    writer.add([_column(0, TEXTS[0])])
    writer.add([_column(n, TEXTS[n]) for n in (1, 2)])
    writer.finish()
    return Columns.open(tmp_path, dimensions=D)


class TestColumns:
    def test_return_passages_with_their_sentences(self, columns: Columns) -> None:
        found = columns.passage(2)

        assert found.text == TEXTS[2]
        assert [sentence.text for sentence in found.sentences] == [TEXTS[2], "Liv"]
        assert np.allclose(found.sentences[1].vector, _unit(202), atol=1e-3)
        assert columns.passage(1).sentences == ()

    def test_return_what_groups_passages(self, columns: Columns) -> None:
        assert len(columns) == 3
        assert columns.sources.tolist() == [0, 0, 1]
        assert columns.form.languages.tolist() == [0, 1, 0]
        assert columns.form.products.tolist() == [0, 0, 1]
        assert columns.form.questions.tolist() == [0, 1, 0]

    def test_return_the_row_of_every_key(self, columns: Columns) -> None:
        assert columns.keys() == {bytes([n]) * KEY_BYTES: n for n in range(3)}

    @pytest.mark.parametrize("rows", [[0, 1, 2], [2, 0], [1], []])
    def test_score_words_as_one_by_one(self, columns: Columns, rows: list[int]) -> None:
        question = columns.frequencies.weigh("bottes livraison xylophone", "fr")

        scores = columns.lexical(question, np.array(rows, np.int64))

        expected = [dot(question, terms_of(TEXTS[row], "fr")) for row in rows]
        assert scores.tolist() == pytest.approx(expected)

    def test_score_nothing_for_a_question_without_words(self, columns: Columns) -> None:
        nothing = WordWeights(numbers=np.zeros(0, np.uint32), weights=np.zeros(0, np.float32))

        assert columns.lexical(nothing, np.array([0, 2])).tolist() == [0, 0]

    @pytest.mark.parametrize("rows", [[0, 1, 2], [2, 1], [1], []])
    def test_find_the_best_sentence_of_each(self, columns: Columns, rows: list[int]) -> None:
        question = _unit(7)

        best = columns.best_sentence(question, np.array(rows, np.int64))

        expected = [
            max((float(s @ question) for s in columns.sentences(row)), default=0.0) for row in rows
        ]
        assert best.tolist() == pytest.approx(expected, abs=1e-3)

    def test_find_the_same_where_too_many_sentences_are_kept_to_have_at_hand(
        self, columns: Columns, tmp_path: Path
    ) -> None:
        on_disk = Columns.open(tmp_path, dimensions=D, at_hand_bytes=0)
        rows = np.arange(len(columns))

        best = on_disk.best_sentence(_unit(7), rows)

        assert best.tolist() == columns.best_sentence(_unit(7), rows).tolist()

    def test_of_an_empty_index_are_empty(self, tmp_path: Path) -> None:
        ColumnsWriter(tmp_path).finish()

        empty = Columns.open(tmp_path, dimensions=D)

        assert len(empty) == 0
        assert empty.keys() == {}

    def test_refuse_a_folder_without_files(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="groups"):
            Columns.open(tmp_path, dimensions=D)
