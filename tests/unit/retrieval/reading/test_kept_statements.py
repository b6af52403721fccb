"""Statements that are kept with a version of the index."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.reading.kept_statements import (
    KeptStatements,
    StatementFiles,
    folder_of,
    pack,
    unpack,
)
from retrieval.reading.reader_network import ReadTokens
from retrieval.types import PackedTokens

READER = "reader"


def packed(first: float, tokens: int) -> PackedTokens:
    """Return as many tokens of width 2, with their importance."""
    return np.full((tokens, 3), first, np.float16)


def write(version: Path, **statements: PackedTokens) -> None:
    """Keep statements with a version."""
    files = StatementFiles(version, READER)
    for text, tokens in statements.items():
        files.add(text, tokens)
    files.finish()


class TestKeptStatements:
    def test_are_found_by_their_words(self, tmp_path: Path) -> None:
        write(tmp_path, returns=packed(1, 4), delivery=packed(2, 3))

        kept = KeptStatements.open(tmp_path, READER)

        assert kept is not None
        assert len(kept) == 2
        np.testing.assert_array_equal(kept.find("returns"), packed(1, 4))
        np.testing.assert_array_equal(kept.find("delivery"), packed(2, 3))
        assert kept.find("hours") is None

    def test_are_of_one_reader(self, tmp_path: Path) -> None:
        write(tmp_path, returns=packed(1, 4))

        assert KeptStatements.open(tmp_path, "another") is None

    def test_are_none_in_a_version_of_a_release_before(self, tmp_path: Path) -> None:
        assert KeptStatements.open(tmp_path, READER) is None

    def test_are_none_where_the_shop_has_no_pages(self, tmp_path: Path) -> None:
        write(tmp_path)

        assert KeptStatements.open(tmp_path, READER) is None

    @pytest.mark.parametrize("name", ["keys.bin", "ends.npy", "tokens.bin"])
    def test_are_not_read_where_a_file_is_cut_off(self, tmp_path: Path, name: str) -> None:
        write(tmp_path, returns=packed(1, 4), delivery=packed(2, 3))
        file = folder_of(tmp_path, READER) / name
        file.write_bytes(file.read_bytes()[:-6])

        assert KeptStatements.open(tmp_path, READER) is None

    def test_are_known_to_their_writer(self, tmp_path: Path) -> None:
        files = StatementFiles(tmp_path, READER)
        files.add("returns", packed(1, 4))
        files.close()

        assert "returns" in files
        assert "delivery" not in files


def test_packed_tokens_say_the_same_in_16_bits() -> None:
    random = np.random.default_rng(7)
    importance = random.random(5, np.float32)
    read = ReadTokens(
        tokens=random.standard_normal((5, 8), np.float32), importance=importance / importance.sum()
    )

    again = unpack(pack(read))

    np.testing.assert_allclose(again.tokens, read.tokens, rtol=2**-10)
    np.testing.assert_allclose(again.importance, read.importance, rtol=2**-10)
    assert again.tokens.dtype == again.importance.dtype == np.float32
