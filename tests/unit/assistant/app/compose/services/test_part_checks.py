import resource
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.app.compose.data_folders import index_root
from assistant.app.compose.search.index_stores import open_server_stores
from assistant.app.compose.services.part_checks import data_check, index_check
from assistant.kit.settings.settings import SearchSettings, Settings
from assistant.kit.web.health import NotReadyError
from assistant.ports import PortError
from retrieval.index.index_build import build
from tests.support.patience import until
from tests.support.simulators.qdrant_server import Mood, QdrantSimulator, serving_qdrant
from tests.unit.retrieval.making import WordEncoder, page


@pytest.fixture
def server() -> Iterator[QdrantSimulator]:
    with serving_qdrant() as server:
        yield server


def indexed(folder: Path, server: QdrantSimulator) -> Settings:
    """Return the settings of a shop whose index is on the server."""
    settings = Settings(data_dir=folder, search=SearchSettings(url=server.url))
    stores = open_server_stores(settings)
    items = [page("Vous avez 30 jours.")]
    build(items, encoder=WordEncoder(), root=index_root(settings), stores=stores)
    return settings


class TestTheIndex:
    async def test_that_is_nowhere_is_not_ready(self, tmp_path: Path) -> None:
        with pytest.raises(NotReadyError, match="comptoir index"):
            await index_check(Settings(data_dir=tmp_path))()

    async def test_is_ready_where_the_server_has_all_of_it(
        self, server: QdrantSimulator, tmp_path: Path
    ) -> None:
        settings = indexed(tmp_path, server)

        assert await index_check(settings)() == (index_root(settings) / "current").read_text()

    @pytest.mark.parametrize("mood", [Mood.AWAY, Mood.HANGS, Mood.FAILS, Mood.LOCKED])
    async def test_is_not_ready_while_the_server_is_ill_and_is_again(
        self, server: QdrantSimulator, tmp_path: Path, mood: Mood
    ) -> None:
        check = index_check(indexed(tmp_path, server))
        server.feel(mood)

        with pytest.raises(PortError, match=server.url):
            await check()
        server.feel(Mood.WELL)

        async def is_again() -> str:
            with suppress(PortError):  # of the second before
                return await check()
            return ""

        await until(is_again)

    async def test_is_not_ready_where_the_server_lost_some_of_it(
        self, server: QdrantSimulator, tmp_path: Path
    ) -> None:
        check = index_check(indexed(tmp_path, server))
        (collection,) = server.engine.get_collections().collections
        server.engine.delete(collection.name, points_selector=[0])

        with pytest.raises(PortError, match="has 0 passages"):
            await check()


class TestTheDataFolder:
    async def test_that_has_room_is_ready(self, tmp_path: Path) -> None:
        assert await data_check(Settings(data_dir=tmp_path))() == "has room"

    async def test_that_cannot_be_written_is_not(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("no folder")

        with pytest.raises(NotReadyError, match="cannot be written"):
            await data_check(Settings(data_dir=tmp_path / "file"))()

    async def test_whose_disk_is_full_is_not(self, tmp_path: Path) -> None:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (32_768, before[1]))
        try:
            with pytest.raises(NotReadyError, match="its disk is full"):
                await data_check(Settings(data_dir=tmp_path))()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
