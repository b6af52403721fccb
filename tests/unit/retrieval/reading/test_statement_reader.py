"""The reader of statements, with the trained weights and the real encoder."""

from pathlib import Path

import pytest

from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.reading.kept_statements import StatementFiles
from retrieval.reading.reader_weights import packaged_weights
from retrieval.reading.statement_reader import StateReader
from retrieval.types import ReadStatement

RETURNS = "Retours > Délai > Vous avez 30 jours pour renvoyer un article."
DELIVERY = "Livraison > La livraison en France coûte 4,90 €."
HOURS = "Boutique > Nous fermons le lundi."
ASKED = "Combien de jours ai-je pour renvoyer ma veste ?"


@pytest.fixture(scope="module")
def reader(encoder: OnnxEncoder) -> StateReader:
    return StateReader(encoder, packaged_weights())


def statements(*texts: str) -> list[ReadStatement]:
    """Return statements of which the search measured nothing unusual."""
    signals = tuple(packaged_weights().mean.tolist())
    return [ReadStatement(text=text, signals=signals) for text in texts]


def found(encoder: OnnxEncoder, *texts: str) -> list[ReadStatement]:
    """Return statements with the cosines that a search measures, and else nothing unusual."""
    asked = encoder.encode_query(ASKED)
    usual = packaged_weights().mean.tolist()[2:]
    cosines = [float(asked @ encoder.encode_passage(text)) for text in texts]
    return [
        ReadStatement(text=text, signals=(cosine, cosine, *usual))
        for text, cosine in zip(texts, cosines, strict=True)
    ]


class TestTheReader:
    def test_puts_the_statement_that_answers_first(
        self, reader: StateReader, encoder: OnnxEncoder
    ) -> None:
        scores = reader.read(ASKED, found(encoder, DELIVERY, RETURNS, HOURS))

        assert max(scores) == scores[1]

    def test_scores_a_statement_alike_whatever_is_read_beside_it(self, reader: StateReader) -> None:
        alone = reader.read(ASKED, statements(RETURNS))

        assert reader.read(ASKED, statements(DELIVERY, RETURNS))[1:] == alone

    def test_reads_nothing_where_nothing_was_found(self, reader: StateReader) -> None:
        assert reader.read(ASKED, []) == []

    def test_reads_texts_of_any_length(self, reader: StateReader) -> None:
        long = "Les frais de retour sont à notre charge. " * 200

        assert len(reader.read(long, statements(long, "", RETURNS))) == 3

    def test_encodes_no_question_that_was_searched(
        self, encoder: OnnxEncoder, reader: StateReader, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        encoder.encode_query(ASKED)
        reader.read(ASKED, statements(RETURNS))
        monkeypatch.setattr(encoder, "_session", None)  # whoever encodes now fails

        assert reader.read(ASKED, statements(RETURNS))

    def test_encodes_no_statement_that_the_index_keeps(
        self, encoder: OnnxEncoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        reader = StateReader(encoder, packaged_weights())
        encoded = reader.read(ASKED, statements(RETURNS, DELIVERY))
        files = StatementFiles(tmp_path, reader.name)
        files.add(RETURNS, reader.encode(RETURNS))
        files.finish()
        fresh = StateReader(encoder, packaged_weights())
        fresh.use(tmp_path)
        monkeypatch.setattr(encoder, "statement_states", None)  # whoever encodes now fails

        assert fresh.read(ASKED, statements(RETURNS)) == encoded[:1]
        with pytest.raises(TypeError):
            fresh.read(ASKED, statements(DELIVERY))

    def test_looks_in_the_version_that_it_uses_now(
        self, encoder: OnnxEncoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        reader = StateReader(encoder, packaged_weights())
        files = StatementFiles(tmp_path, reader.name)
        files.add(RETURNS, reader.encode(RETURNS))
        files.finish()
        reader.use(tmp_path)
        reader.use(tmp_path / "of-a-release-before")
        monkeypatch.setattr(encoder, "statement_states", None)

        with pytest.raises(TypeError):
            reader.read(ASKED, statements(RETURNS))
