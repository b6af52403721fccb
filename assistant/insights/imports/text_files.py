"""Keep imported texts as JSON lines in the data folder, changed by one process at a time.

Implements `ports.Imports`.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from assistant.insights.analysis_rows import Origin
from assistant.insights.ports import ImportedText
from assistant.kit.file_lock import lock_file


def lock_folder(folder: Path) -> AbstractContextManager[None]:
    """Lock the files of a folder against other processes until the block ends; wait for the lock.

    The block must not lock the same folder again. Readers need no lock: files are replaced in one
    step.
    """
    return lock_file(folder / ".lock")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFolder:
    """Keep one file of JSON lines for each import, in a folder."""

    folder: Path

    def names(self) -> tuple[str, ...]:
        """Return the names of the imports."""
        return tuple(path.stem for path in self._paths())

    def remove(self, name: str) -> bool:
        """Remove an import; return False if there was none of this name."""
        path = self.folder / f"{name}.jsonl"
        if not path.is_file():
            return False
        with lock_folder(self.folder):
            path.unlink(missing_ok=True)
        return True

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("[!.]*.jsonl"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFiles(ImportFolder):
    """Keep one file of texts for each import, in a folder."""

    @property
    def version(self) -> str:
        digest = hashlib.sha256()
        for path in self._paths():
            digest.update(f"{path.name}\n".encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    def texts(self) -> Iterator[ImportedText]:
        """Yield every text once; of two with the same id, the text that was imported last."""
        newest: dict[str, Path] = {}
        for path in self._paths():
            for text in _read(path):
                newest[text.message_id] = path
        for path in self._paths():
            yield from (text for text in _read(path) if newest[text.message_id] == path)

    def add(self, name: str, texts: Iterable[ImportedText]) -> int:
        """Keep texts under a name, replacing the texts kept under it before; return how many."""
        with lock_folder(self.folder):
            return self._write(name, texts)

    def _write(self, name: str, texts: Iterable[ImportedText]) -> int:
        draft = self.folder / f".{name}.part"
        count = 0
        with draft.open("wb") as file:
            for text in texts:
                file.write(orjson.dumps(asdict(text)) + b"\n")
                count += 1
        draft.replace(self.folder / f"{name}.jsonl")
        return count

    def forget(self, customer_key: str) -> int:
        """Remove a customer's texts; return how many. The next build has none of them."""
        if not self.folder.is_dir():
            return 0  # who takes in makes the folder first
        with lock_folder(self.folder):  # and only then it is seen what another was taking in
            return self._forget(customer_key)

    def _forget(self, customer_key: str) -> int:
        gone = 0
        for path in self._paths():
            kept, own = [], 0
            for text in _read(path):
                if text.customer_key == customer_key:
                    own += 1
                else:
                    kept.append(text)
            if own:
                self._write(path.stem, kept)
                gone += own
        return gone


@dataclass(frozen=True, slots=True, kw_only=True)
class OneFile:
    """Hold the texts of one file, read once and kept nowhere; implements `ports.Imports`."""

    read: tuple[ImportedText, ...]

    @property
    def version(self) -> str:
        return str(len(self.read))

    def texts(self) -> Iterable[ImportedText]:
        return self.read


def _read(path: Path) -> Iterator[ImportedText]:
    with path.open("rb") as file:
        for line in file:
            row: dict[str, Any] = orjson.loads(line)
            row["origin"] = Origin(row["origin"])
            row["at"] = datetime.fromisoformat(row["at"]) if row["at"] else None
            yield ImportedText(**row)
