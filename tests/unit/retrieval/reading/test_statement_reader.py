"""The reader of statements, with the trained weights."""

from pathlib import Path

import pytest

from retrieval.encoders.encoder_base import EncoderError
from retrieval.encoders.model_folders import ModelFolders
from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.reading.reader_file import make_reader
from retrieval.reading.statement_reader import OnnxStatementReader
from retrieval.types import ReadStatement

RETURNS = "Retours > Délai > Vous avez 30 jours pour renvoyer un article."
DELIVERY = "Livraison > La livraison en France coûte 4,90 €."
HOURS = "Boutique > Nous fermons le lundi."
ASKED = "Combien de jours ai-je pour vous rendre ma veste ?"


@pytest.fixture(scope="module")
def reader(encoder: OnnxEncoder, models: ModelFolders) -> OnnxStatementReader:
    return OnnxStatementReader(encoder, make_reader(models))


def statements(encoder: OnnxEncoder, question: str, *texts: str) -> list[ReadStatement]:
    """Return statements with the cosine that a search would have measured."""
    asked = encoder.encode_query(question)
    return [
        ReadStatement(text=text, signals=(cosine, cosine, 0.5))
        for text in texts
        for cosine in (float(asked @ encoder.encode_passage(text)),)
    ]


class TestTheReader:
    def test_puts_the_statement_that_answers_first(
        self, reader: OnnxStatementReader, encoder: OnnxEncoder
    ) -> None:
        found = statements(encoder, ASKED, DELIVERY, RETURNS, HOURS)

        scores = reader.read(ASKED, found)

        assert max(scores) == scores[1]

    def test_gives_the_same_scores_every_time(
        self, reader: OnnxStatementReader, encoder: OnnxEncoder
    ) -> None:
        found = statements(encoder, ASKED, DELIVERY, RETURNS, HOURS)

        assert reader.read(ASKED, found) == reader.read(ASKED, found)

    def test_reads_nothing_where_nothing_was_found(self, reader: OnnxStatementReader) -> None:
        assert reader.read(ASKED, []) == []

    def test_reads_texts_of_any_length(
        self, reader: OnnxStatementReader, encoder: OnnxEncoder
    ) -> None:
        long = "Les frais de retour sont à notre charge. " * 200

        scores = reader.read(long, statements(encoder, long, long, "", RETURNS))

        assert len(scores) == 3

    def test_says_what_to_do_about_a_damaged_file(
        self, encoder: OnnxEncoder, tmp_path: Path
    ) -> None:
        damaged = tmp_path / "reader.onnx"
        damaged.write_bytes(b"not this")

        with pytest.raises(EncoderError, match="delete it"):
            OnnxStatementReader(encoder, damaged)


class TestTheReadersFile:
    def test_is_made_once(self, models: ModelFolders) -> None:
        first = make_reader(models)
        made = first.stat().st_mtime_ns

        assert make_reader(models) == first
        assert first.stat().st_mtime_ns == made
