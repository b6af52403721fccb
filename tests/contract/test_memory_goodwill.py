"""The book of grants in memory, held to its contract."""

import pytest

from assistant.operations.goodwill.ports import GoodwillBook
from integrations.stores.memory.goodwill_book import MemoryGoodwillBook
from tests.contract.goodwill_book import GoodwillBookContract


class TestMemoryGoodwillBook(GoodwillBookContract):
    @pytest.fixture
    def book(self) -> GoodwillBook:
        return MemoryGoodwillBook()
