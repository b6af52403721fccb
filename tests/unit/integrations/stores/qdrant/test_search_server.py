"""A search engine that is away, slow or broken, asked by the real client over real sockets."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from assistant.kit.breaker import BreakerLimits
from integrations.stores.qdrant.qdrant_store import QdrantStore, QdrantStores
from integrations.stores.qdrant.search_server import SearchLimits, address_of
from retrieval.ports import StoreMismatchError, StoreSize, StoreUnavailableError
from retrieval.types import Filter
from tests.contract.passage_store import DIMENSIONS, make_entries, size_of, terms
from tests.support.patience import until
from tests.support.simulators.qdrant_server import Mood, QdrantSimulator, serving_qdrant

ENTRIES = make_entries(12)
SIZE = size_of(ENTRIES)
QUICK = SearchLimits(within_s=5.0, breaker=BreakerLimits(failures=3, pause_s=0.02, longest_s=0.02))
HASTY = replace(QUICK, within_s=0.2)
PATIENT = replace(QUICK, breaker=BreakerLimits(failures=3, pause_s=60.0))
ILL = [mood for mood in Mood if mood is not Mood.WELL]


@pytest.fixture
def server() -> Iterator[QdrantSimulator]:
    with serving_qdrant() as server:
        yield server


def fill(stores: QdrantStores, folder: Path, *, passages: int = len(ENTRIES)) -> None:
    writer = stores.create(folder, dimensions=DIMENSIONS)
    if passages:
        writer.add(ENTRIES[:passages])
    writer.finish()


@pytest.fixture
async def store(server: QdrantSimulator, tmp_path: Path) -> AsyncIterator[QdrantStore]:
    stores = QdrantStores(server.url, limits=QUICK)
    fill(stores, tmp_path)
    store = stores.open(tmp_path, SIZE)
    yield store
    await store.close()


async def search(store: QdrantStore) -> list[int]:
    rows = await store.nearest(ENTRIES[3].vector, terms(), where=Filter(), limit=1)
    return [int(row) for row in rows]


def is_measured_open() -> bool:
    return REGISTRY.get_sample_value("comptoir_breaker_open", {"endpoint": "search"}) == 1


async def find_back(store: QdrantStore) -> None:
    """Search until the server is asked again, and answers."""

    async def is_back() -> bool:
        try:
            return await search(store) == [3]
        except StoreUnavailableError:
            return False

    await until(is_back, within_s=10, every_s=0.02)


class TestAServerThatIsIll:
    @pytest.mark.parametrize("mood", ILL)
    async def test_gives_an_error_and_no_rows_and_is_found_back(
        self, server: QdrantSimulator, tmp_path: Path, mood: Mood
    ) -> None:
        stores = QdrantStores(server.url, limits=HASTY if mood is Mood.HANGS else QUICK)
        fill(stores, tmp_path)
        store = stores.open(tmp_path, SIZE)
        server.feel(mood)

        for _ in range(4):
            with pytest.raises(StoreUnavailableError, match=f"127.0.0.1:{server.port}"):
                await search(store)
        server.feel(Mood.WELL)

        await find_back(store)
        await store.close()

    async def test_is_left_alone_after_three_failures_and_told_to_be(
        self, server: QdrantSimulator, tmp_path: Path
    ) -> None:
        stores = QdrantStores(server.url, limits=PATIENT)
        fill(stores, tmp_path)
        store = stores.open(tmp_path, SIZE)
        server.feel(Mood.FAILS)
        for _ in range(3):
            with pytest.raises(StoreUnavailableError, match="500"):
                await search(store)
        asked = len(server.asked)

        with pytest.raises(StoreUnavailableError, match="500"):
            await search(store)

        assert len(server.asked) == asked
        assert is_measured_open()
        await store.close()

    async def test_is_no_longer_told_to_be_once_it_answers(
        self, server: QdrantSimulator, store: QdrantStore
    ) -> None:
        server.feel(Mood.FAILS)
        for _ in range(3):
            with pytest.raises(StoreUnavailableError):
                await search(store)
        assert is_measured_open()
        server.feel(Mood.WELL)

        await find_back(store)

        assert not is_measured_open()

    async def test_closes_kept_connections_and_no_search_fails(
        self, server: QdrantSimulator, store: QdrantStore
    ) -> None:
        await search(store)
        server.feel(Mood.AWAY)  # a restart
        server.feel(Mood.WELL)

        assert await search(store) == [3]


class TestACollection:
    @pytest.mark.parametrize("passages", [0, 7])
    async def test_that_is_not_whole_is_not_searched(
        self, server: QdrantSimulator, tmp_path: Path, passages: int
    ) -> None:
        stores = QdrantStores(server.url, limits=QUICK)
        fill(stores, tmp_path, passages=passages)
        store = stores.open(tmp_path, SIZE)

        with pytest.raises(StoreMismatchError, match=f"has {passages} passages .*comptoir index"):
            await search(store)

        assert not stores.is_whole(tmp_path, SIZE)
        await store.close()

    async def test_of_other_vectors_is_not_searched(
        self, server: QdrantSimulator, tmp_path: Path
    ) -> None:
        stores = QdrantStores(server.url, limits=QUICK)
        fill(stores, tmp_path)
        store = stores.open(tmp_path, StoreSize(passages=len(ENTRIES), dimensions=384))

        with pytest.raises(StoreMismatchError, match="16 dimensions, the index has 12 of 384"):
            await search(store)

        await store.close()

    async def test_that_is_not_there_says_what_to_do(
        self, server: QdrantSimulator, tmp_path: Path
    ) -> None:
        stores = QdrantStores(server.url, limits=QUICK)
        store = stores.open(tmp_path, SIZE)

        with pytest.raises(StoreMismatchError, match="comptoir index"):
            await search(store)

        assert not stores.is_whole(tmp_path, SIZE)
        await store.close()

    async def test_that_lost_its_passages_while_the_server_was_away_is_noticed(
        self, server: QdrantSimulator, store: QdrantStore, tmp_path: Path
    ) -> None:
        await search(store)
        server.feel(Mood.AWAY)
        with pytest.raises(StoreUnavailableError):
            await search(store)
        stores = QdrantStores(server.url)
        server.feel(Mood.WELL)
        stores.drop(tmp_path)
        fill(stores, tmp_path, passages=5)

        with pytest.raises(StoreMismatchError, match="has 5 passages"):
            await search(store)

    async def test_is_measured_once_and_not_with_each_search(
        self, server: QdrantSimulator, store: QdrantStore
    ) -> None:
        for _ in range(5):
            await search(store)

        assert sum(path.endswith("/count") for path in server.asked) == 1


class TestABuild:
    @pytest.mark.parametrize("mood", [Mood.AWAY, Mood.FAILS, Mood.LOCKED])
    def test_on_a_server_that_is_ill_says_so(
        self, server: QdrantSimulator, tmp_path: Path, mood: Mood
    ) -> None:
        stores = QdrantStores(server.url)
        server.feel(mood)

        with pytest.raises(StoreUnavailableError, match=f"127.0.0.1:{server.port}"):
            fill(stores, tmp_path)
        with pytest.raises(StoreUnavailableError):
            stores.is_whole(tmp_path, SIZE)


class TestAnAddress:
    @pytest.mark.parametrize(
        ("url", "told"),
        [
            ("http://qdrant:6333", "http://qdrant:6333"),
            ("https://anna:secret@search.example/qdrant?key=secret", "https://search.example"),
        ],
    )
    def test_is_told_without_name_and_password(self, url: str, told: str) -> None:
        assert address_of(url) == told
