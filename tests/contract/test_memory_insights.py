"""The insight book in memory, held to its contract."""

import pytest

from assistant.insights.ports import InsightBook
from integrations.stores.memory.insight_book import MemoryInsightBook
from tests.contract.insight_book import InsightBookContract


class TestMemoryInsightBook(InsightBookContract):
    @pytest.fixture
    def book(self) -> InsightBook:
        return MemoryInsightBook()
