"""Keep statements as the reader takes them in files that any number of processes map into memory.

    <version of the index>/statements-<reader>/
        keys.bin      a hash of each statement's words
        ends.npy      where the tokens of each end
        tokens.bin    float16, a row a token: its vector, then its importance

A folder is of one reader: another one, or another encoder, does not look at it.
"""

from hashlib import blake2b
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from retrieval.reading.reader_network import ReadTokens
from retrieval.types import PackedTokens

_KEY_BYTES = 16


def pack(read: ReadTokens) -> PackedTokens:
    """Return the tokens of a statement as they are kept, in 16 bits."""
    return np.column_stack([read.tokens, read.importance]).astype(np.float16)


def unpack(packed: PackedTokens) -> ReadTokens:
    """Return the tokens of a statement as the network compares them."""
    wide = packed.astype(np.float32)
    return ReadTokens(tokens=np.ascontiguousarray(wide[:, :-1]), importance=wide[:, -1].copy())


class KeptStatements:
    """Find statements in the files of one version; safe to share between threads."""

    def __init__(self, keys: bytes, ends: NDArray[np.int64], tokens: PackedTokens) -> None:
        cut = range(0, len(keys), _KEY_BYTES)
        self._rows = {keys[at : at + _KEY_BYTES]: row for row, at in enumerate(cut)}
        self._ends = ends
        self._tokens = tokens

    @classmethod
    def open(cls, version: Path, reader: str) -> Self | None:
        """Map the statements kept with a version; None: there are none of `reader`, not whole."""
        folder = folder_of(version, reader)
        try:
            keys, ends = (folder / "keys.bin").read_bytes(), np.load(folder / "ends.npy")
            tokens = np.memmap(folder / "tokens.bin", np.float16, mode="r").view(np.ndarray)
        except (OSError, ValueError):  # not there; empty; or cut off
            return None
        if len(keys) != _KEY_BYTES * (len(ends) - 1) or not ends[-1] or len(tokens) % ends[-1]:
            return None
        return cls(keys, ends, tokens.reshape(ends[-1], -1))

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, text: str) -> PackedTokens | None:
        """Return the tokens of a statement; None: it is not kept."""
        row = self._rows.get(_key(text))
        return None if row is None else self._tokens[self._ends[row] : self._ends[row + 1]]


class StatementFiles:
    """Write the statements of a version, each once; memory grows by some 100 bytes for each."""

    def __init__(self, version: Path, reader: str) -> None:
        self.folder = folder_of(version, reader)
        self.folder.mkdir()
        self._tokens = (self.folder / "tokens.bin").open("wb")
        self._keys: dict[bytes, None] = {}
        self._ends = [0]

    def __contains__(self, text: str) -> bool:
        return _key(text) in self._keys

    @property
    def keys(self) -> bytes:
        """Return the hashes of the statements so far, in the order in which they were added."""
        return b"".join(self._keys)

    def add(self, text: str, packed: PackedTokens) -> None:
        """Append a statement that is not among them."""
        self._tokens.write(packed.tobytes())
        self._keys[_key(text)] = None
        self._ends.append(self._ends[-1] + len(packed))

    def finish(self) -> None:
        """Write the hashes and the ends, and close the files."""
        self.close()
        (self.folder / "keys.bin").write_bytes(self.keys)
        np.save(self.folder / "ends.npy", np.array(self._ends, np.int64))

    def close(self) -> None:
        """Close the files, whole or not."""
        self._tokens.close()


def folder_of(version: Path, reader: str) -> Path:
    """Return where the statements of a version are kept for a reader."""
    return version / f"statements-{reader}"


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=_KEY_BYTES).digest()
