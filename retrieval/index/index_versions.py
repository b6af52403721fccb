"""Keep the versions of an index side by side in one folder, and the name of the current one.

    root/current              the name of the version to search, replaced at once
    root/build.lock           held while a version is built
    root/versions/<name>/     one version, never changed once `manifest.json` stands in it
    root/versions/<name>/use.lock    held by everyone who searches it

A build that dies leaves a folder without a manifest: nobody reads it, the next build removes it.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Self
from uuid import uuid4

import orjson

from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.ports import StoreSize

FORMAT = 3  # of a version's files; another cannot be read, neither can its vectors be taken over


class IndexBusyError(Exception):
    """Say that another process is building this index: try again when it is done."""


class NoIndexError(Exception):
    """Say that no index here can be read: build one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Describe a version."""

    version: str
    format: int  # `FORMAT` when it was written
    encoder: str  # its name: vectors of another cannot be compared with these
    dimensions: int
    passages: int
    languages: tuple[str, ...]
    digest: str  # equal for versions that say the same
    vocabulary: Vocabulary

    @property
    def size(self) -> StoreSize:
        """Return the size that the version's store has to have."""
        return StoreSize(passages=self.passages, dimensions=self.dimensions)

    def write(self, folder: Path) -> None:
        """Declare the version in `folder` complete; its files reach the disk first."""
        for path in folder.rglob("*"):
            if path.is_file():
                _sync(path)
        _replace(folder / "manifest.json", orjson.dumps(self))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the file that `write` wrote.

        Raises:
            OSError: the version is not complete.
            NoIndexError: another release wrote it.
        """
        fields = orjson.loads((folder / "manifest.json").read_bytes())
        if fields.get("format") != FORMAT:
            message = f"the index in {folder} is of another release: run `comptoir index` again"
            raise NoIndexError(message)
        words = fields.pop("vocabulary")
        pairs = {
            key: tuple(map(tuple, words.pop(key, ())))
            for key in ("options", "titles", "named", "category_languages", "translations")
        }
        names = {key: tuple(value) for key, value in words.items() if isinstance(value, list)}
        vocabulary = Vocabulary(**{**words, **pairs, **names})
        return cls(**{**fields, "languages": tuple(fields["languages"])}, vocabulary=vocabulary)


@dataclass(frozen=True, slots=True)
class Versions:
    """Keep the folder of all versions."""

    root: Path

    @property
    def pointer(self) -> Path:
        """Return the file that names the version to search."""
        return self.root / "current"

    def current(self) -> Path | None:
        """Return the folder of the version to search, if there is one."""
        with suppress(FileNotFoundError):
            return self.folder(self.pointer.read_text("utf-8").strip())
        return None

    def expect(self) -> Path:
        """Return the folder of the version to search.

        Raises:
            NoIndexError: nothing was indexed yet.
        """
        folder = self.current()
        if folder is None:
            message = f"there is no index in {self.root}: run `comptoir index` first"
            raise NoIndexError(message)
        return folder

    def new(self) -> Path:
        """Make the folder of a version to be."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        folder = self.folder(f"{stamp}-{uuid4().hex[:6]}")
        folder.mkdir(parents=True)
        return folder

    def swap(self, folder: Path) -> None:
        """Make a complete version the one to search, at once for everyone."""
        _replace(self.pointer, folder.name.encode())

    def unused(self) -> list[Path]:
        """Return the folders that are not current and that nobody searches."""
        current = self.current()
        folders = [folder for folder in self.folder("").iterdir() if folder != current]
        return [folder for folder in folders if _is_free(folder)]

    def use(self, folder: Path) -> IO[bytes]:
        """Keep a version from being removed until the returned file is closed.

        Raises:
            OSError: it is already gone.
        """
        lock = (folder / "use.lock").open("rb")
        fcntl.flock(lock, fcntl.LOCK_SH)
        if not folder.exists():
            lock.close()
            raise FileNotFoundError(folder)
        return lock

    @contextmanager
    def building(self) -> Iterator[None]:
        """Hold the lock of builds until the block ends, so that no other process builds here.

        Raises:
            IndexBusyError: somebody else is.
        """
        self.folder("").mkdir(parents=True, exist_ok=True)
        with (self.root / "build.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                message = f"another process is indexing into {self.root}: wait until it is done"
                raise IndexBusyError(message) from error
            yield

    def folder(self, name: str) -> Path:
        """Return the folder of a version, or of all of them."""
        return self.root / "versions" / name


def remove(folder: Path) -> None:
    """Remove a version nobody uses."""
    shutil.rmtree(folder, ignore_errors=True)


def _is_free(folder: Path) -> bool:
    try:
        with (folder / "use.lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True


def _replace(path: Path, data: bytes) -> None:
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(data)
    _sync(aside)
    aside.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
