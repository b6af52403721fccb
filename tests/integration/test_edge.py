"""Qdrant's engine in this process, with real files and real other processes."""

import fcntl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.ports import StoreEntry
from retrieval.stores.qdrant_edge_store import EdgeStore, EdgeStores
from retrieval.types import Filter
from tests.contract.passage_store import PassageStoreContract, make_entries, size_of, terms

SIZE = size_of(make_entries())

pytestmark = pytest.mark.slow  # an index of its own for each test

_READER = """
import asyncio, sys
from pathlib import Path
from retrieval.stores.qdrant_edge_store import EdgeStores
from retrieval.types import Filter
from tests.contract.passage_store import make_entries, size_of, terms

async def find():
    store = EdgeStores().open(Path(sys.argv[1]), size_of(make_entries()))
    rows = await store.nearest(make_entries()[17].vector, terms(), where=Filter(), limit=1)
    print(rows.tolist(), flush=True)
    if sys.argv[2] == "stay":
        sys.stdin.read()
    await store.close()

asyncio.run(find())
"""


def _read(folder: Path, how: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # this interpreter, our own words
        [sys.executable, "-c", _READER, str(folder), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


class TestEdgeStore(PassageStoreContract):
    @pytest.fixture
    def stores(self) -> EdgeStores:
        return EdgeStores()

    async def test_is_read_by_several_processes_at_once(
        self, stores: EdgeStores, fill: Callable[[list[StoreEntry]], Path]
    ) -> None:
        entries = make_entries()
        folder = fill(entries)
        store = stores.open(folder, SIZE)
        with _read(folder, "stay") as first, _read(folder, "leave") as second:
            assert first.stdout is not None
            assert second.stdout is not None
            assert first.stdout.readline() == second.stdout.readline() == "[17]\n"
            rows = await store.nearest(entries[3].vector, terms(), where=Filter(), limit=1)
            assert rows.tolist() == [3]
            first.communicate()
        await store.close()
        assert list((folder / "readers").iterdir()) == []

    async def test_finds_the_same_whether_it_hands_searches_over_or_not(
        self, fill: Callable[[list[StoreEntry]], Path]
    ) -> None:
        entries = make_entries()
        folder = fill(entries)
        for at_once in (0, len(entries)):
            store = EdgeStore(folder, at_once=at_once)
            rows = await store.nearest(entries[3].vector, terms(), where=Filter(), limit=1)
            assert rows.tolist() == [3]
            await store.close()

    async def test_removes_the_copy_of_a_process_that_was_killed(
        self, stores: EdgeStores, fill: Callable[[list[StoreEntry]], Path]
    ) -> None:
        folder = fill(make_entries())
        with _read(folder, "stay") as reader:
            assert reader.stdout is not None
            reader.stdout.readline()
            reader.kill()
        left = list((folder / "readers").iterdir())

        store = stores.open(folder, SIZE)

        assert len(left) == 1
        assert not left[0].exists()
        await store.close()

    async def test_leaves_the_copy_of_a_living_reader(
        self, stores: EdgeStores, fill: Callable[[list[StoreEntry]], Path]
    ) -> None:
        folder = fill(make_entries())
        first = stores.open(folder, SIZE)
        copy = next((folder / "readers").iterdir())
        second = stores.open(folder, SIZE)

        with (copy / "lock").open() as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

        await first.close()
        await second.close()

    def test_does_not_change_the_files_it_was_opened_from(
        self, stores: EdgeStores, fill: Callable[[list[StoreEntry]], Path]
    ) -> None:
        folder = fill(make_entries())
        before = _contents(folder / "edge")

        stores.open(folder, SIZE)

        assert _contents(folder / "edge") == before

    def test_lets_go_of_its_copy_when_it_is_forgotten(
        self, stores: EdgeStores, fill: Callable[[list[StoreEntry]], Path]
    ) -> None:
        folder = fill(make_entries())

        store = stores.open(folder, SIZE)
        del store

        assert list((folder / "readers").iterdir()) == []


def _contents(folder: Path) -> dict[Path, tuple[int, bytes]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}
