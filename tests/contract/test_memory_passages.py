"""The exact store in memory, held to the contract of stores."""

import pytest

from tests.contract.passage_store import PassageStoreContract
from tests.support.memory.exact_store import MemoryStores


class TestMemoryStore(PassageStoreContract):
    @pytest.fixture
    def stores(self) -> MemoryStores:
        return MemoryStores()
