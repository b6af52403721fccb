"""Write one version of an index, batch by batch, in bounded memory."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from time import monotonic

import numpy as np

from retrieval.catalogue.types import BadRow, CatalogueItem, Product
from retrieval.index.passage_columns import Column, Columns, ColumnsWriter
from retrieval.index.passage_drafts import PassageDraft, PassageDrafter
from retrieval.index.passage_records import decode
from retrieval.index.passage_records import encode as encode_record
from retrieval.index.passage_vectors import PassageVectors, Vectoriser
from retrieval.index.statement_columns import StatementsWriter
from retrieval.index.version_completion import complete
from retrieval.ports import Encoder, Stores
from retrieval.text.bm25 import terms_of
from retrieval.types import PassageKind

BATCH = 64  # passages encoded and written at once; progress is told as often


ItemKey = tuple[PassageKind, str, str]
"""Kind, id and language of a product or document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexProgress:
    """Count how far a build is."""

    items: int  # products and documents read
    total: int | None  # None: not known before they are read
    passages: int  # written
    encoded: int  # of them, new or changed; the others' vectors were taken over
    per_s: float  # passages, since the build began
    finishing: bool = False  # all are written; the store is being made fast to search


class VersionWriter:
    """Turn items into the files and the store of one version."""

    def __init__(
        self,
        folder: Path,
        *,
        encoder: Encoder,
        threads: int,
        stores: Stores,
        old: Columns | None,
        statements: StatementsWriter | None,
        progress: Callable[[IndexProgress], None],
        total: int | None,
    ) -> None:
        """Take over the vectors of `old` for passages with the same words.

        Without `statements`, those of pages are encoded once they are asked for.
        """
        self._folder = folder
        self._encoder = encoder
        self._threads = threads
        self._columns = ColumnsWriter(folder)
        self._stores = stores
        self._statements = statements
        self._old = old
        self._taken_over = old.keys() if old else {}
        self._progress = progress
        self._total = total
        self._started = monotonic()
        self._drafter = PassageDrafter()
        self._languages: list[str] = []
        self._sources: dict[tuple[PassageKind, str], int] = {}
        self._digest = blake2b(digest_size=16)
        self.counts = dict.fromkeys(PassageKind, 0)  # items
        self.passages_of: Counter[ItemKey] = Counter()
        self.passages = 0
        self.encoded = 0
        self.bad_rows: list[BadRow] = []

    @property
    def encoder(self) -> str:
        """Return the name of the encoder."""
        return self._encoder.name

    @property
    def merged(self) -> int:
        return self._drafter.merged

    @property
    def seconds(self) -> float:
        return monotonic() - self._started

    @property
    def digest(self) -> str:
        """Return a hash of the content written so far."""
        return self._digest.hexdigest()

    def adds_to(self, version: Path) -> bool:
        """Return whether it keeps statements that `version` does not have, or not whole."""
        return self._statements is not None and not self._statements.is_kept_with(version)

    def run(self, items: Iterable[CatalogueItem]) -> None:
        """Write all passages of the items."""
        drafts = self._drafts(items)
        with Vectoriser(self._encoder, threads=self._threads) as vectoriser:
            while batch := list(islice(drafts, BATCH)):
                self._write(batch, self._vectors(batch, vectoriser))
                self._progress(self._state())

    def finish(self) -> None:
        """Complete the version; it can be searched afterwards."""
        self._progress(self._state(finishing=True))
        self._columns.finish()
        if self._statements is not None:
            self._statements.finish()
        complete(
            self._folder,
            stores=self._stores,
            encoder=self._encoder,
            languages=tuple(self._languages),
            digest=self.digest,
        )

    def close(self) -> None:
        """Close the files, whole or not."""
        self._columns.close()
        if self._statements is not None:
            self._statements.close()

    def _drafts(self, items: Iterable[CatalogueItem]) -> Iterator[PassageDraft]:
        for item in items:
            if isinstance(item, BadRow):
                self.bad_rows.append(item)
                continue
            is_product = isinstance(item, Product)
            self.counts[PassageKind.PRODUCT if is_product else PassageKind.DOCUMENT] += 1
            yield from self._drafter.draft(item)

    def _vectors(
        self, batch: Sequence[PassageDraft], vectoriser: Vectoriser
    ) -> Iterator[tuple[bytes, PassageVectors]]:
        """Yield each draft's key and vectors; only new words are encoded."""
        keys = [draft.key(self._encoder.name) for draft in batch]
        rows = [self._taken_over.get(key) for key in keys]
        new = [draft.wording for draft, row in zip(batch, rows, strict=True) if row is None]
        self.encoded += len(new)
        fresh = vectoriser.encode(new)
        for key, row in zip(keys, rows, strict=True):
            if row is None or self._old is None:
                yield key, next(fresh)
            else:
                sentences = self._old.sentences(row)
                yield key, PassageVectors(vector=self._old.vectors[row], sentences=sentences)

    def _write(
        self, batch: Sequence[PassageDraft], made: Iterator[tuple[bytes, PassageVectors]]
    ) -> None:
        columns = [
            self._column(draft, key, vectors)
            for draft, (key, vectors) in zip(batch, made, strict=True)
        ]
        for column in columns:
            self._digest.update(column.key + column.record)
        self._columns.add(columns)
        if self._statements is not None:
            pages = (one for one in columns if not one.is_product)
            self._statements.add(
                decode(one.record, one.sentences.astype(np.float32)) for one in pages
            )
        self.passages += len(batch)

    def _column(self, draft: PassageDraft, key: bytes, vectors: PassageVectors) -> Column:
        passage = draft.passage
        if passage.language not in self._languages:
            self._languages.append(passage.language)
        source = (passage.kind, passage.source_id)
        self.passages_of[*source, passage.language] += 1
        return Column(
            record=encode_record(passage, draft.spans),
            vector=vectors.vector,
            sentences=vectors.sentences,
            terms=terms_of(f"{draft.wording.title}\n{passage.text}", passage.language),
            key=key,
            source=self._sources.setdefault(source, len(self._sources)),
            language=self._languages.index(passage.language),
            is_product=passage.kind is PassageKind.PRODUCT,
            is_question=draft.wording.is_question,
        )

    def _state(self, *, finishing: bool = False) -> IndexProgress:
        return IndexProgress(
            items=sum(self.counts.values()),
            total=self._total,
            passages=self.passages,
            encoded=self.encoded,
            per_s=self.passages / max(self.seconds, 1e-9),
            finishing=finishing,
        )
