"""Encode the statements of pages while a version is built, each once."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from retrieval.ports import PageStatements
from retrieval.reading.kept_statements import (
    KeptStatements,
    StatementFiles,
    folder_of,
)
from retrieval.types import PackedTokens, Passage


class StatementsWriter:
    """Write the statements of passages into the folder of a version."""

    def __init__(
        self,
        version: Path,
        statements: PageStatements,
        *,
        threads: int,
        old: KeptStatements | None,
    ) -> None:
        """Encode on `threads` threads, but for the statements of `old`, which are taken over."""
        self._statements = statements
        self._old = old
        self._files = StatementFiles(version, statements.reader)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="statements")

    def is_kept_with(self, version: Path) -> bool:
        """Return whether a version has just these statements, whole, of the same reader."""
        keys = folder_of(version, self._statements.reader) / "keys.bin"
        is_whole = self._old is not None or not self._files.keys
        return is_whole and keys.is_file() and keys.read_bytes() == self._files.keys

    def add(self, passages: Iterable[Passage]) -> None:
        """Write the statements of passages that are not yet written."""
        texts = dict.fromkeys(text for one in passages for text in self._statements.texts_of(one))
        new = [text for text in texts if text not in self._files]
        for text, packed in zip(new, self._pool.map(self._packed, new), strict=True):
            self._files.add(text, packed)

    def finish(self) -> None:
        """Write the files that are known only at the end."""
        self._files.finish()

    def close(self) -> None:
        """Close the files, whole or not, and encode no more."""
        self._pool.shutdown(cancel_futures=True)
        self._files.close()

    def _packed(self, text: str) -> PackedTokens:
        kept = self._old.find(text) if self._old is not None else None
        return self._statements.encode(text) if kept is None else kept
