import numpy as np
import pytest

from retrieval.encoders.conversion.four_bit_weights import read_weights
from retrieval.encoders.conversion.token_pieces import is_latin, keep_latin
from tests.unit.retrieval.encoders.conversion.tiny import write_weights


class TestIsLatin:
    @pytest.mark.parametrize("piece", ["▁Été", "ß", "œ", "12", "€", "▁", "ª", "😀", "<s>", "ʰ"])
    def test_keeps_what_latin_alphabets_use(self, piece: str) -> None:
        assert is_latin(piece)

    @pytest.mark.parametrize("piece", ["靴", "▁да", "ς", "ا", "aб", "ก"])
    def test_drops_other_alphabets(self, piece: str) -> None:
        assert not is_latin(piece)


class TestKeepLatin:
    def test_drops_a_piece_with_its_embedding_and_moves_the_rest_up(self) -> None:
        weights = read_weights(write_weights())

        kept = keep_latin(weights)

        assert kept.pieces == tuple(p for p in weights.pieces if p[0] != "▁靴")
        assert kept.sizes.vocabulary == len(kept.pieces) == len(kept.embedding.values)
        row = [piece for piece, _ in weights.pieces].index("▁靴")
        expected = np.delete(weights.embedding.to_float32(), row, axis=0)
        assert np.array_equal(kept.embedding.to_float32(), expected)
