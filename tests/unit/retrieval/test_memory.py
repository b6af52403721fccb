import pytest

from retrieval.memory import MemoryStores
from tests.contract.passage_store import PassageStoreContract


class TestMemoryStore(PassageStoreContract):
    @pytest.fixture
    def stores(self) -> MemoryStores:
        return MemoryStores()
