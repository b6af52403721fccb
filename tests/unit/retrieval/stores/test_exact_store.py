import pytest

from retrieval.stores.exact_store import MemoryStores
from tests.contract.passage_store import PassageStoreContract


class TestMemoryStore(PassageStoreContract):
    @pytest.fixture
    def stores(self) -> MemoryStores:
        return MemoryStores()
