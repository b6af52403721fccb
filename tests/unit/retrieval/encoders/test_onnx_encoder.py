import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from retrieval.encoders.encoder_base import EncoderError
from retrieval.encoders.onnx_encoder import MODEL_FILE, TOKENIZER_FILE, OnnxEncoder, cut, pack
from tests.contract.encoder import MultilingualEncoderContract

PAGE = (
    "Retours. Vous disposez de 30 jours pour renvoyer un article. "
    "La livraison est gratuite dès 50 euros. Lavez la laine à la main, à froid."
)


PIECES = {
    "Où est ma commande ?": ["▁O", "ù", "▁est", "▁ma", "▁commande", "▁?"],
    "Return within 30 days": ["▁Return", "▁within", "▁30", "▁days"],
    "49,90 €": ["▁4", "9,90", "▁€"],
    "naïveté": ["▁na", "ï", "ve", "té"],
}


def split(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[^. ][^.]*\.", text)]


class TestOnnxEncoder(MultilingualEncoderContract):
    def test_is_named_after_its_folder(self, encoder: OnnxEncoder, encoder_dir: Path) -> None:
        assert encoder.name == encoder_dir.name

    def test_has_the_models_dimensions(self, encoder: OnnxEncoder) -> None:
        assert encoder.dimensions == 384

    def test_cuts_text_into_the_pieces_of_xlm_roberta(self, encoder_dir: Path) -> None:
        tokenizer = Tokenizer.from_file(str(encoder_dir / TOKENIZER_FILE))

        pieces = {text: tokenizer.encode(text, add_special_tokens=False).tokens for text in PIECES}

        assert pieces == PIECES

    @pytest.mark.parametrize("file", [MODEL_FILE, TOKENIZER_FILE])
    def test_says_what_to_do_about_a_damaged_folder(
        self, encoder_dir: Path, tmp_path: Path, file: str
    ) -> None:
        folder = shutil.copytree(encoder_dir, tmp_path / "damaged")
        (folder / file).write_bytes(b"not this")

        with pytest.raises(EncoderError, match="delete that folder"):
            OnnxEncoder(folder)


class TestTheMiddleStates:
    def test_of_a_question_that_was_encoded_are_kept(self, encoder: OnnxEncoder) -> None:
        encoder.encode_query("Où est ma commande ?")

        kept = encoder.question_states("Où est  ma commande ?")

        assert kept is encoder.question_states("Où est ma commande ?")
        assert kept.shape[1] == 2 * encoder.dimensions

    def test_have_a_row_for_each_token(self, encoder: OnnxEncoder) -> None:
        short, long = (encoder.statement_states(text) for text in ("Retours", PAGE))

        assert len(short) < len(long)


class TestEncodeSentences:
    def test_gives_one_unit_vector_for_each_span(self, encoder: OnnxEncoder) -> None:
        vectors = encoder.encode_sentences(PAGE, split(PAGE))

        assert [vector.shape for vector in vectors] == [(384,)] * 4
        assert [vector.dtype for vector in vectors] == [np.float32] * 4
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ("How many days do I have to send it back?", 1),
            ("Combien coûte l'envoi ?", 2),
            ("Can I put a wool jumper in the washing machine?", 3),
        ],
    )
    def test_puts_the_sentence_that_answers_first(
        self, encoder: OnnxEncoder, question: str, expected: int
    ) -> None:
        vectors = encoder.encode_sentences(PAGE, split(PAGE))

        scores = np.stack(vectors) @ encoder.encode_query(question)

        assert np.argmax(scores) == expected

    def test_reads_a_sentence_in_its_context(self, encoder: OnnxEncoder) -> None:
        lead = ["Bottes en cuir. ", "Carte cadeau. "]
        sentence = "Elle est valable un an."
        first, second = (
            encoder.encode_sentences(x + sentence, [(len(x), len(x + sentence))])[0] for x in lead
        )

        about = encoder.encode_query("validité d'une carte cadeau")
        assert about @ second > about @ first

    def test_averages_to_the_passage_when_one_span_is_all(self, encoder: OnnxEncoder) -> None:
        [vector] = encoder.encode_sentences(PAGE, [(0, len(PAGE))])

        assert vector @ encoder.encode_passage(PAGE) > 0.97

    def test_reads_on_where_a_text_is_longer_than_the_window(self, encoder: OnnxEncoder) -> None:
        text = "Notre atelier est à Lyon, près du fleuve. " * 60 + PAGE
        spans = split(text)

        vectors = encoder.encode_sentences(text, spans)

        query = encoder.encode_query("Combien coûte l'envoi ?")
        assert np.allclose(np.linalg.norm(vectors, axis=1), np.ones(64), atol=1e-5)
        assert np.argmax(np.stack(vectors[-4:]) @ query) == 2

    def test_gives_the_zero_vector_for_nothing_visible(self, encoder: OnnxEncoder) -> None:
        empty, blank, word = encoder.encode_sentences("\u200b  sac", [(0, 0), (0, 2), (2, 6)])

        assert not empty.any()
        assert not blank.any()
        assert word.any()

    def test_gives_the_same_vectors_bit_for_bit(self, encoder: OnnxEncoder) -> None:
        first, second = (encoder.encode_sentences(PAGE, split(PAGE)) for _ in range(2))

        assert np.array_equal(first, second)


class TestCut:
    def test_keeps_what_lies_between_spans(self) -> None:
        assert cut(10, [(2, 4), (4, 9)]) == [
            (None, 0, 2),
            (0, 2, 4),
            (None, 4, 4),
            (1, 4, 9),
            (None, 9, 10),
        ]

    @pytest.mark.parametrize("spans", [[(-1, 2)], [(0, 11)], [(3, 2)], [(0, 5), (4, 6)]])
    def test_refuses_spans_that_overlap_or_lie_outside(self, spans: list[tuple[int, int]]) -> None:
        with pytest.raises(ValueError, match="does not follow"):
            cut(10, spans)


class TestPack:
    def test_fills_windows_with_whole_pieces(self) -> None:
        pieces: list[tuple[int | None, list[int]]] = [(0, [1, 2]), (None, [3]), (1, [4, 5])]

        assert list(pack(iter(pieces), 4)) == [[(0, [1, 2]), (None, [3])], [(1, [4, 5])]]

    def test_cuts_a_piece_longer_than_a_window(self) -> None:
        pieces: list[tuple[int | None, list[int]]] = [(0, [1]), (1, [2, 3, 4])]

        assert list(pack(iter(pieces), 2)) == [[(0, [1])], [(1, [2, 3])]]

    def test_makes_no_window_of_nothing(self) -> None:
        assert list(pack(iter([]), 4)) == []
