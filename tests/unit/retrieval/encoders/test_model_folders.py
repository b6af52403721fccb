from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retrieval.encoders.model_folders import ModelFolders

NAME = "words/abc.npz"


def write(words: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_text(words)

    return make


class TestModelFolders:
    def test_make_a_missing_model_once(self, tmp_path: Path) -> None:
        models = ModelFolders((tmp_path,))
        models.obtain(NAME, write("first"))

        found = models.obtain(NAME, write("second"))

        assert (found, found.read_text()) == (tmp_path / NAME, "first")

    def test_read_every_folder_and_write_into_the_first(self, tmp_path: Path) -> None:
        models = ModelFolders((tmp_path / "first", tmp_path / "second"))
        ModelFolders((tmp_path / "second",)).obtain(NAME, write("there"))

        assert models.obtain(NAME, write("again")).read_text() == "there"
        assert models.obtain("new", write("new")) == tmp_path / "first/new"

    def test_pass_over_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        models = ModelFolders((Path("/proc/models"), tmp_path))

        assert models.obtain(NAME, write("made")) == tmp_path / NAME

    def test_replace_a_damaged_model(self, tmp_path: Path) -> None:
        models = ModelFolders((tmp_path,))
        models.obtain(NAME, write("damaged"))

        assert models.replace(NAME, write("whole")).read_text() == "whole"

    def test_keep_nothing_of_a_model_that_failed(self, tmp_path: Path) -> None:
        def fail(path: Path) -> None:
            path.write_text("half")
            raise ValueError(path.name)

        models = ModelFolders((tmp_path,))
        with pytest.raises(ValueError, match=r"abc\.npz"):
            models.obtain(NAME, fail)

        assert models.find(NAME) is None
        assert [one.name for one in (tmp_path / "words").iterdir()] == [".abc.npz.lock"]

    def test_make_a_model_once_for_all_who_miss_it_at_once(self, tmp_path: Path) -> None:
        made: list[Path] = []

        def make(path: Path) -> None:
            made.append(path)
            path.mkdir()
            (path / "part").touch()

        models = ModelFolders((tmp_path,))
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: models.obtain("words", make), range(4)))

        assert len(made) == 1
        assert {one / "part" for one in found} == {tmp_path / "words/part"}
