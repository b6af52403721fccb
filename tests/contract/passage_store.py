"""What every store of passages does, held against the exact one."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.facets import PassageFacets, VariantOffer, folded_filter, satisfies
from retrieval.ports import PassageStore, StoreEntry, Stores, StoreSize
from retrieval.types import Filter, PassageKind, Vector, WordWeights
from tests.support.memory.exact_store import MemoryStore

DIMENSIONS = 16
COLOURS = ("rouge", "bleu", "écru")
SIZES = ("S", "M", "L")
_SHAPES = (("matiere=cuir", "pointe=ronde"), ("matiere=toile",))


def size_of(entries: list[StoreEntry]) -> StoreSize:
    return StoreSize(passages=len(entries), dimensions=DIMENSIONS)


def make_entries(count: int = 240) -> list[StoreEntry]:
    """Return documents and products in two languages, the same every time."""
    generator = np.random.default_rng(7)
    return [_entry(row, generator) for row in range(count)]


def _entry(row: int, generator: np.random.Generator) -> StoreEntry:
    numbers = np.sort(generator.choice(60, 8, replace=False)).astype(np.uint32)
    return StoreEntry(
        row=row,
        vector=_unit(generator.normal(size=DIMENSIONS)),
        terms=WordWeights(numbers=numbers, weights=generator.uniform(0.5, 2, 8).astype(np.float32)),
        facets=_facets(row, generator),
    )


def _facets(row: int, generator: np.random.Generator) -> PassageFacets:
    language = "fr" if row % 2 else "en"
    if row % 4 == 0:
        return PassageFacets(
            kind=PassageKind.DOCUMENT, language=language, source_id=f"page-{row // 2}"
        )
    offers = tuple(
        VariantOffer(
            price_minor=None if row % 11 == 0 else int(generator.integers(1_000, 9_000)),
            facts=(f"couleur={_fold(colour)}", f"taille={size.lower()}", *_SHAPES[row % 2])
            + (("+stock",) if generator.random() < 0.5 else ()),
        )
        for colour in COLOURS[: 1 + row % 3]
        for size in SIZES
    )
    return PassageFacets(
        kind=PassageKind.PRODUCT,
        language=language,
        source_id=f"product-{row // 2}",
        categories=("chaussures", "bottes") if row % 3 else ("robes",),
        offers=offers,
    )


def _fold(text: str) -> str:
    return text.replace("é", "e")


def _unit(vector: NDArray[np.float64]) -> Vector:
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def terms(*numbers: int) -> WordWeights:
    return WordWeights(
        numbers=np.array(sorted(numbers), np.uint32), weights=np.ones(len(numbers), np.float32)
    )


FILTERS = {
    "a kind": Filter(kind=PassageKind.DOCUMENT),
    "a language": Filter(languages=("fr",)),
    "one of two languages": Filter(languages=("fr", "de")),
    "named sources": Filter(source_ids=("product-5", "page-4")),
    "a highest price": Filter(price_max_minor=3_000),
    "a lowest price": Filter(price_min_minor=8_500),
    "a price between two": Filter(price_min_minor=4_000, price_max_minor=4_200),
    "an option in any case and accent": Filter(options=(("COULEUR", "Ecru"),)),
    "two options of one variant": Filter(options=(("Couleur", "bleu"), ("Taille", "M"))),
    "either of two values of one option": Filter(options=(("Taille", "S"), ("Taille", "M"))),
    "a category at any level": Filter(category="Bottes"),
    "stock": Filter(in_stock=True),
    "price, options and stock of one variant": Filter(
        price_max_minor=2_500, options=(("Couleur", "rouge"), ("Taille", "L")), in_stock=True
    ),
    "more than three options of one variant": Filter(
        options=(("Couleur", "bleu"), ("Taille", "L"), ("Matière", "cuir"), ("Pointe", "ronde")),
        in_stock=True,
    ),
    "everything at once": Filter(
        kind=PassageKind.PRODUCT,
        languages=("en",),
        price_max_minor=6_000,
        options=(("Taille", "M"),),
        category="robes",
        in_stock=True,
    ),
    "what nothing satisfies": Filter(options=(("Pointure", "62"),)),
}


class PassageStoreContract:
    """Mix in and provide the fixture `stores`."""

    @pytest.fixture
    def entries(self) -> list[StoreEntry]:
        return make_entries()

    @pytest.fixture
    def fill(self, stores: Stores, tmp_path: Path) -> Callable[[list[StoreEntry]], Path]:
        def fill(entries: list[StoreEntry]) -> Path:
            folder = tmp_path / "version-1"
            folder.mkdir(exist_ok=True)
            writer = stores.create(folder, dimensions=DIMENSIONS)
            for start in range(0, len(entries), 100):
                writer.add(entries[start : start + 100])
            writer.finish()
            return folder

        return fill

    @pytest.fixture
    async def store(
        self, stores: Stores, fill: Callable[[list[StoreEntry]], Path], entries: list[StoreEntry]
    ) -> AsyncIterator[PassageStore]:
        folder = fill(entries)
        store = stores.open(folder, size_of(entries))
        yield store
        await store.close()
        stores.drop(folder)

    async def test_finds_a_passage_by_its_own_vector(
        self, store: PassageStore, entries: list[StoreEntry]
    ) -> None:
        rows = await store.nearest(entries[42].vector, terms(), where=Filter(), limit=1)

        assert rows.tolist() == [42]

    async def test_finds_nine_in_ten_of_the_nearest_vectors(
        self, store: PassageStore, entries: list[StoreEntry]
    ) -> None:
        question = _unit(np.random.default_rng(3).normal(size=DIMENSIONS))
        best = sorted(entries, key=lambda e: float(e.vector @ question), reverse=True)[:20]

        rows = await store.nearest(question, terms(), where=Filter(), limit=20)

        assert len(set(rows.tolist()) & {entry.row for entry in best}) >= 18

    async def test_finds_by_words_what_vectors_would_not(
        self, store: PassageStore, entries: list[StoreEntry]
    ) -> None:
        exact = MemoryStore(list(entries))
        question, words = -entries[0].vector, terms(3, 9, 27)

        rows = await store.nearest(question, words, where=Filter(), limit=5)
        expected = await exact.nearest(question, words, where=Filter(), limit=5)

        by_words = set(expected.tolist()) - set(
            (await exact.nearest(question, terms(), where=Filter(), limit=5)).tolist()
        )
        assert by_words <= set(rows.tolist())

    async def test_ignores_words_that_no_passage_has(self, store: PassageStore) -> None:
        question = _unit(np.ones(DIMENSIONS))

        rows = await store.nearest(question, terms(4_000_000_000), where=Filter(), limit=3)

        assert len(rows) == 3

    async def test_returns_each_row_once(
        self, store: PassageStore, entries: list[StoreEntry]
    ) -> None:
        own = entries[7]

        rows = await store.nearest(own.vector, own.terms, where=Filter(), limit=30)

        assert len(rows) == len(set(rows.tolist()))
        assert rows.dtype == np.int64

    @pytest.mark.parametrize("name", FILTERS)
    async def test_returns_all_and_only_what_satisfies(
        self, store: PassageStore, entries: list[StoreEntry], name: str
    ) -> None:
        where = FILTERS[name]
        right = {e.row for e in entries if satisfies(e.facets, folded_filter(where))}

        rows = await store.nearest(
            _unit(np.ones(DIMENSIONS)), terms(1, 2, 3), where=where, limit=len(entries)
        )

        assert set(rows.tolist()) == right
        assert bool(right) == (name != "what nothing satisfies")

    async def test_finds_enough_where_many_satisfy_only_in_part(
        self, store: PassageStore, entries: list[StoreEntry]
    ) -> None:
        where = Filter(price_max_minor=3_000, options=(("Couleur", "rouge"), ("Taille", "S")))
        right = {e.row for e in entries if satisfies(e.facets, folded_filter(where))}

        rows = await store.nearest(_unit(np.ones(DIMENSIONS)), terms(), where=where, limit=4)

        assert len(right) > 4
        assert len(rows) == 4
        assert set(rows.tolist()) <= right

    async def test_an_empty_store_finds_nothing(
        self, stores: Stores, fill: Callable[[list[StoreEntry]], Path]
    ) -> None:
        folder = fill([])
        store = stores.open(folder, size_of([]))

        rows = await store.nearest(_unit(np.ones(DIMENSIONS)), terms(1), where=Filter(), limit=5)

        assert rows.tolist() == []
        await store.close()
        stores.drop(folder)

    async def test_two_readers_find_the_same(
        self, stores: Stores, store: PassageStore, entries: list[StoreEntry], tmp_path: Path
    ) -> None:
        second = stores.open(tmp_path / "version-1", size_of(entries))
        question = entries[99].vector

        rows = await second.nearest(question, terms(5), where=Filter(), limit=10)

        assert (
            rows.tolist()
            == (await store.nearest(question, terms(5), where=Filter(), limit=10)).tolist()
        )
        await second.close()

    def test_a_store_that_was_filled_is_whole(
        self, stores: Stores, fill: Callable[[list[StoreEntry]], Path], entries: list[StoreEntry]
    ) -> None:
        folder = fill(entries)

        assert stores.is_whole(folder, size_of(entries))

    def test_a_half_written_store_can_be_abandoned(
        self, stores: Stores, entries: list[StoreEntry], tmp_path: Path
    ) -> None:
        folder = tmp_path / "version-2"
        folder.mkdir()
        writer = stores.create(folder, dimensions=DIMENSIONS)
        writer.add(entries[:50])

        writer.abandon()
        stores.drop(folder)

        assert not list(folder.glob("readers"))
