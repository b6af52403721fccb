"""A Qdrant server where `QDRANT_URL` names one; its client's stand-in everywhere."""

import os
from pathlib import Path
from uuid import uuid4

import pytest
from qdrant_client import AsyncQdrantClient, QdrantClient

from integrations.stores.qdrant.qdrant_store import QdrantStores
from tests.contract.passage_store import PassageStoreContract

pytestmark = pytest.mark.slow  # an index of its own for each test

_URL = os.environ.get("QDRANT_URL", "")


class _StandIn(QdrantStores):
    """The client's own imitation of a server, which takes the same requests."""

    def __init__(self, folder: Path) -> None:
        super().__init__("http://localhost")
        self._at = folder

    def _client(self) -> QdrantClient:
        return QdrantClient(path=str(self._at))

    def _async_client(self) -> AsyncQdrantClient:
        return AsyncQdrantClient(path=str(self._at))


@pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")
class TestQdrantRequests(PassageStoreContract):
    @pytest.fixture
    def stores(self, tmp_path: Path) -> QdrantStores:
        return _StandIn(tmp_path / "qdrant")

    @pytest.mark.skip(reason="the stand-in is open once; the server's suite below has two readers")
    async def test_two_readers_find_the_same(self) -> None:  # type: ignore[override]
        """Hold on a server only."""


@pytest.mark.extra
@pytest.mark.skipif(not _URL, reason="QDRANT_URL names no server")
class TestQdrantServer(PassageStoreContract):
    @pytest.fixture
    def stores(self) -> QdrantStores:
        key = os.environ.get("QDRANT_API_KEY")
        return QdrantStores(_URL, api_key=key, prefix=f"test-{uuid4().hex}")
