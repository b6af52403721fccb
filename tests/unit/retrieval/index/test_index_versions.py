from pathlib import Path

import pytest

from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.index.index_versions import (
    FORMAT,
    IndexBusyError,
    Manifest,
    NoIndexError,
    Versions,
    remove,
)

VOCABULARY = Vocabulary(
    options=(("Taille", "M"),),
    categories=("Bottes",),
    titles=(("boots", "Bottes"),),
    currency="CHF",
)


def _complete(versions: Versions, *, format_: int = FORMAT) -> Path:
    folder = versions.new()
    (folder / "use.lock").touch()
    Manifest(
        version=folder.name,
        format=format_,
        encoder="words-1",
        dimensions=8,
        passages=3,
        languages=("fr", "en"),
        digest="d",
        vocabulary=VOCABULARY,
    ).write(folder)
    return folder


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path / "index")


class TestManifest:
    def test_is_read_as_it_was_written(self, versions: Versions) -> None:
        folder = _complete(versions)

        manifest = Manifest.read(folder)

        assert manifest.vocabulary == VOCABULARY
        assert manifest.languages == ("fr", "en")
        assert manifest.version == folder.name

    def test_of_a_version_that_is_not_complete_is_missing(self, versions: Versions) -> None:
        with pytest.raises(FileNotFoundError):
            Manifest.read(versions.new())

    def test_of_another_release_is_refused(self, versions: Versions) -> None:
        folder = _complete(versions, format_=FORMAT + 1)

        with pytest.raises(NoIndexError, match="comptoir index"):
            Manifest.read(folder)


class TestVersions:
    def test_have_no_current_one_at_first(self, versions: Versions) -> None:
        assert versions.current() is None

    def test_swap_at_once(self, versions: Versions) -> None:
        first, second = _complete(versions), _complete(versions)

        versions.swap(first)
        assert versions.current() == first

        versions.swap(second)
        assert versions.current() == second
        assert versions.pointer.read_text() == second.name

    def test_are_unused_when_neither_current_nor_held(self, versions: Versions) -> None:
        old, held, current, died = (
            _complete(versions),
            _complete(versions),
            _complete(versions),
            versions.new(),
        )
        versions.swap(current)

        with versions.use(held):
            assert set(versions.unused()) == {old, died}
        assert set(versions.unused()) == {old, held, died}

    def test_of_one_that_is_gone_cannot_be_used(self, versions: Versions) -> None:
        folder = _complete(versions)
        remove(folder)

        with pytest.raises(FileNotFoundError):
            versions.use(folder)

    def test_are_built_by_one_at_a_time(self, versions: Versions) -> None:
        with versions.building(), pytest.raises(IndexBusyError, match="wait"), versions.building():
            pass

        with versions.building():
            assert versions.unused() == []
