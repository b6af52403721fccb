"""A Qdrant server where `QDRANT_URL` names one; everywhere its requests over HTTP."""

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest

from integrations.stores.qdrant.qdrant_store import QdrantStores
from tests.contract.passage_store import PassageStoreContract
from tests.support.simulators.qdrant_server import serving_qdrant

pytestmark = pytest.mark.slow  # an index of its own for each test

_URL = os.environ.get("QDRANT_URL", "")


@pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")
class TestQdrantRequests(PassageStoreContract):
    @pytest.fixture
    def stores(self) -> Iterator[QdrantStores]:
        with serving_qdrant() as server:
            yield QdrantStores(server.url)


@pytest.mark.extra
@pytest.mark.skipif(not _URL, reason="QDRANT_URL names no server")
class TestQdrantServer(PassageStoreContract):
    @pytest.fixture
    def stores(self) -> QdrantStores:
        key = os.environ.get("QDRANT_API_KEY")
        return QdrantStores(_URL, api_key=key, prefix=f"test-{uuid4().hex}")
