from pathlib import Path

import pytest

from retrieval.stores.sparse_files import copy_file, copy_tree

MEBIBYTE = 2**20


@pytest.mark.parametrize(
    "pieces",
    [{}, {0: b"start"}, {8 * MEBIBYTE - 3: b"end"}, {0: b"a", 3 * MEBIBYTE: b"b" * 5_000}],
)
def test_copies_are_equal_and_as_small(tmp_path: Path, pieces: dict[int, bytes]) -> None:
    source = tmp_path / "source"
    with source.open("wb") as file:
        file.truncate(8 * MEBIBYTE)
        for at, data in pieces.items():
            file.seek(at)
            file.write(data)

    target = Path(copy_file(str(source), str(tmp_path / "target")))

    assert target.read_bytes() == source.read_bytes()
    assert target.stat().st_blocks <= source.stat().st_blocks + 8


def test_an_empty_file_is_copied(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()

    copy_file(str(tmp_path / "empty"), str(tmp_path / "copy"))

    assert (tmp_path / "copy").read_bytes() == b""


def test_folders_are_copied_whole(tmp_path: Path) -> None:
    (tmp_path / "from/deep").mkdir(parents=True)
    (tmp_path / "from/deep/file").write_bytes(b"data")

    copy_tree(tmp_path / "from", tmp_path / "to")

    assert (tmp_path / "to/deep/file").read_bytes() == b"data"
