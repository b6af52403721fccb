"""Find the passages that may answer a question: read `Searcher.search` first."""

import copy
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from retrieval.catalogue.types import Product
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.index.bare_searches import without_common
from retrieval.index.index_versions import Manifest, Versions
from retrieval.index.passage_columns import Columns
from retrieval.index.version_completion import BARE_SEARCHES, PASSAGE_OFFSETS, SENTENCE_OFFSETS
from retrieval.ports import PassageStore, Stores
from retrieval.searching.live_pages import FIRST_NEW_SOURCE, NO_PAGES, LivePage, PlacedPages
from retrieval.searching.live_passages import (
    NO_LIVE,
    FormOffsets,
    LivePassages,
    weigh_live,
    weigh_passages,
)
from retrieval.searching.passage_ranking import Candidates, fuse, pick
from retrieval.searching.relevance import Features, features_of, relevance
from retrieval.stores.qdrant_edge_store import EdgeStores
from retrieval.text.bm25 import attainable
from retrieval.types import Evidence, Filter, Passage, PassageKind, Vector, WordWeights

LIVE = 4  # live passages that are found beside those of the index
NEAREST = 32  # candidates by vector, and as many by words; more found no more answers
_CACHED = 1_024  # passages kept decoded, some 10 kB each
_OF_ONE_PAGE = 1_000  # passages at most that a live page takes the place of
_ATTEMPTS = 3  # to open a version that is replaced meanwhile


class WrongEncoderError(Exception):
    """Say that another encoder made the index: index again, or go back to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _RankedCandidates:
    candidates: Candidates
    picked: list[int]  # places in `candidates`, best first
    features: list[Features]  # of each picked

    def kind(self, place: int) -> PassageKind:
        """Return the kind of item that a candidate was cut from."""
        is_product = self.candidates.products[place]
        return PassageKind.PRODUCT if is_product else PassageKind.DOCUMENT


class Searcher:
    """Search one whole version of the index; several searches may run at once."""

    def __init__(
        self, folder: Path, manifest: Manifest, store: PassageStore, lock: IO[bytes]
    ) -> None:
        """Read `folder`; take over `store` and `lock`, which go when the searcher does."""
        self.folder = folder
        self._manifest = manifest
        self._columns = Columns.open(folder, dimensions=manifest.dimensions)
        self._passage_offsets = np.load(folder / PASSAGE_OFFSETS)
        self._sentence_offsets = np.load(folder / SENTENCE_OFFSETS)
        self._bare_searches = np.load(folder / BARE_SEARCHES)
        self._store = store
        self._passages: OrderedDict[int, Passage] = OrderedDict()
        self._unlock = finalize(self, lock.close)
        self._placed = NO_PAGES
        self._beside: Searcher | None = None  # whose version this searches, too

    async def with_pages(self, pages: Sequence[LivePage]) -> "Searcher":
        """Return a searcher of this version as if `pages` were published in it.

        It shares the files, and they stay open for as long as it is used.
        """
        made = copy.copy(self)
        no_words = WordWeights(numbers=np.zeros(0, np.uint32), weights=np.zeros(0, np.float32))
        sources, hidden = list[int](), list[int]()
        for number, page in enumerate(pages):
            where = Filter(kind=PassageKind.DOCUMENT, source_ids=(page.document_id,))
            rows = await self._store.nearest(
                self._bare_searches[0], no_words, where=where, limit=_OF_ONE_PAGE
            )
            there = self._columns.sources[rows].tolist()
            source = there[0] if there else FIRST_NEW_SOURCE + number
            sources += [source] * len(page.passages)
            mine = self._columns.form.languages[rows] == self._number_of(page.language)
            hidden += rows[mine].tolist()
        made._placed = PlacedPages(  # noqa: SLF001  # of its own class
            passages=tuple(one for page in pages for one in page.passages),
            sources=tuple(sources),
            hidden=tuple(hidden),
        )
        made._beside = self  # noqa: SLF001
        return made

    @property
    def version(self) -> str:
        return self._manifest.version

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the words a filter can use."""
        return self._manifest.vocabulary

    def knows(self, word: str, language: str) -> bool:
        """Return whether a word stands anywhere in the index, as a form of a stem of `language`."""
        return self._columns.frequencies.has(word, language)

    def sought(self, vector: Vector, language: str) -> Vector:
        """Return the vector of a search for products without the part that all such searches share.

        Of a search with it, `Evidence.dense` tells how likely a product is of the kind sought;
        the relevance is not made for it.
        """
        return without_common(vector, self._bare_searches[self._number_of(language)])

    def products(self) -> Iterator[Product]:
        """Yield the products, one a language each, in the order of the index."""
        (rows,) = np.nonzero(self._columns.form.products)
        seen: set[tuple[str, str]] = set()
        for row in rows.tolist():
            product = self._columns.passage(row).product
            if product is not None and (product.product_id, product.language) not in seen:
                seen.add((product.product_id, product.language))
                yield product

    async def products_of(self, ids: tuple[str, ...]) -> list[Product]:
        """Return the products with these ids, one a language each; unknown ones are left out."""
        if not ids:
            return []
        found = [
            await self.search(
                "",
                self._bare_searches[0],  # any: the filter decides
                language=language,
                where=Filter(kind=PassageKind.PRODUCT, source_ids=ids, languages=(language,)),
                limit=len(ids),
            )
            for language in self._manifest.languages
        ]
        products = (one.passage.product for of_language in found for one in of_language)
        return [one for one in products if one is not None]

    async def search(
        self,
        text: str,
        vector: Vector,
        *,
        language: str,
        where: Filter = Filter(),  # noqa: B008  # frozen
        limit: int = 5,
        per_source: int = 1,
        only: PassageKind | None = None,
        live: LivePassages = NO_LIVE,
    ) -> tuple[Evidence, ...]:
        """Return the passages that may answer, best first.

        `vector` is the encoder's of `text` as a query. Candidates come from vectors and from
        words, in every language that `where` allows; the question's is preferred. `limit` counts
        products and documents, of which up to `per_source` passages each are returned; with `only`,
        those among them that are of one kind, and the others are not even read.

        Of the `live` passages up to `LIVE` are returned beside them, each of another source; no
        filter holds for them, and they change nothing of what the index gives.
        """
        found = await self._find(
            text, vector, language=language, where=where, limit=limit, per_source=per_source
        )
        scores = relevance(found.features)
        evidence = tuple(
            Evidence(
                passage=self._passage(int(found.candidates.rows[place])),
                score=score,
                dense=float(found.candidates.cosine[place]),
                lexical=float(found.candidates.lexical[place]),
            )
            for place, score in zip(found.picked, scores, strict=True)
            if only is None or found.kind(place) is only
        )
        if not live:
            return evidence
        beside = self._live_evidence(found, live, text, vector, language)
        return tuple(sorted((*evidence, *beside), key=lambda one: -one.score))

    async def examine(
        self, text: str, vector: Vector, *, language: str, where: Filter, limit: int
    ) -> list[tuple[Passage, Features]]:
        """Return the results of `search` with the features of their relevance, to fit it."""
        found = await self._find(
            text, vector, language=language, where=where, limit=limit, per_source=1
        )
        return [
            (self._passage(int(found.candidates.rows[place])), features)
            for place, features in zip(found.picked, found.features, strict=True)
        ]

    async def close(self) -> None:
        """Let go of the version at once, rather than when the last search is forgotten."""
        await self._store.close()
        self._unlock()

    async def _find(
        self,
        text: str,
        vector: Vector,
        *,
        language: str,
        where: Filter,
        limit: int,
        per_source: int,
    ) -> _RankedCandidates:
        question = self._columns.frequencies.weigh(text, language)
        nearest = max(NEAREST, 2 * limit * per_source)
        rows = await self._store.nearest(vector, question, where=where, limit=nearest)
        candidates = self._weigh(self._placed.visible(rows), vector, question, language)
        if places := self._placed.admitted(where):
            placed = [self._placed.passages[one] for one in places]
            weighed = weigh_passages(placed, vector, question, language, self._offsets)
            candidates = candidates.joined_to(self._placed.numbered(weighed, places))
        fused = fuse(candidates)
        picked = pick(candidates, fused, limit=limit, per_source=per_source)
        features = features_of(candidates, fused, picked)
        return _RankedCandidates(candidates=candidates, picked=picked, features=features)

    def _live_evidence(
        self,
        found: _RankedCandidates,
        live: LivePassages,
        text: str,
        vector: Vector,
        language: str,
    ) -> Iterator[Evidence]:
        """Yield the live passages that are nearest, weighed beside the results of the index."""
        question = self._columns.frequencies.weigh(text, language)
        near = weigh_live(live, vector, question, language, self._offsets)
        both = found.candidates.joined_to(near)
        fused, before = fuse(both), len(found.candidates.rows)
        picked = pick(near, fuse(near), limit=LIVE, per_source=1)
        places = [*found.picked, *(before + one for one in picked)]
        features = dict(zip(places, features_of(both, fused, places), strict=True))
        for one in picked:
            (score,) = relevance([features[before + one]])
            yield Evidence(
                passage=live.passages[int(near.rows[one])].passage,
                score=score,
                dense=float(near.cosine[one]),
                lexical=float(near.lexical[one]),
            )

    @property
    def _offsets(self) -> FormOffsets:
        return FormOffsets(
            passages=self._passage_offsets,
            sentences=self._sentence_offsets,
            languages=self._manifest.languages,
        )

    def _weigh(
        self, rows: NDArray[np.int64], vector: Vector, question: WordWeights, language: str
    ) -> Candidates:
        columns = self._columns
        lexical = columns.lexical(question, rows)
        mine = self._number_of(language)
        forms = columns.form.numbers_of(rows)
        cosine = columns.vectors[rows] @ vector
        return Candidates(
            rows=rows,
            sources=columns.sources[rows],
            languages=columns.form.languages[rows],
            products=columns.form.products[rows],
            same_language=columns.form.languages[rows] == mine,
            cosine=cosine,
            dense=cosine - (self._passage_offsets @ vector)[forms],
            sentence=columns.best_sentence(vector, rows) - (self._sentence_offsets @ vector)[forms],
            lexical=lexical,
            share=lexical / np.float32(max(attainable(question), 1e-9)),
        )

    def _number_of(self, language: str) -> int:
        """Return a language's number in this version; one past the last: it has no passage."""
        languages = self._manifest.languages
        return languages.index(language) if language in languages else len(languages)

    def _passage(self, row: int) -> Passage:
        """Return a passage; the ones asked for last stay decoded."""
        if row < 0:
            return self._placed.passage(row)
        passage = self._passages.pop(row, None) or self._columns.passage(row)
        self._passages[row] = passage
        if len(self._passages) > _CACHED:
            self._passages.popitem(last=False)
        return passage


class LiveIndex:
    """Search the current version always; every process has an index of its own."""

    def __init__(self, root: Path, encoder_name: str, *, stores: Stores | None = None) -> None:
        self._versions = Versions(root)
        self._pointer = self._versions.pointer  # looked at for every question
        self._encoder_name = encoder_name
        self._stores = stores or EdgeStores()
        self._seen: tuple[int, int] | None = None  # the pointer's inode and time
        self._searcher: Searcher | None = None

    def current(self) -> Searcher:
        """Return the searcher of the version that is current now.

        One `stat` unless the version changed. Whoever holds an older searcher keeps its version
        whole; it is let go with the last of them. Opening a version copies its vectors, some
        10 ms for 1,000 passages.

        Raises:
            NoIndexError: nothing was indexed yet.
            WrongEncoderError: it was made by an encoder of another name.
        """
        try:
            seen = self._look()
        except FileNotFoundError:
            self._versions.expect()
            raise
        if self._searcher is None or seen != self._seen:
            self._searcher = self._open()
            self._seen = seen
        return self._searcher

    def is_current(self) -> bool:
        """Return whether the version that is open is current, so that `current` opens none."""
        try:
            return self._searcher is not None and self._look() == self._seen
        except FileNotFoundError:
            return False

    async def close(self) -> None:
        """Let go of the version that is open."""
        if self._searcher is not None:
            await self._searcher.close()
        self._searcher = None

    def _look(self) -> tuple[int, int]:
        status = self._pointer.stat()
        return status.st_ino, status.st_mtime_ns

    def _open(self) -> Searcher:
        for attempt in range(_ATTEMPTS):
            folder = self._versions.expect()
            try:
                return self._open_version(folder)
            except OSError:
                # Replaced and removed since the pointer was read; the next one will be there.
                if attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError

    def _open_version(self, folder: Path) -> Searcher:
        lock = self._versions.use(folder)
        try:
            manifest = self._check(Manifest.read(folder))
            store = self._stores.open(folder, manifest.size)
            return Searcher(folder, manifest, store, lock)
        except BaseException:
            lock.close()
            raise

    def _check(self, manifest: Manifest) -> Manifest:
        if manifest.encoder != self._encoder_name:
            message = (
                f"the index was made by {manifest.encoder}, questions are read by "
                f"{self._encoder_name}: run `comptoir index` again"
            )
            raise WrongEncoderError(message)
        return manifest
