"""The book of outreach in memory, held to its contract."""

import pytest

from tests.contract.intent_book import IntentBookContract, OutreachBook
from tests.support.memory.intent_book import MemoryIntentBook


class TestMemoryIntentBook(IntentBookContract):
    @pytest.fixture
    def book(self) -> OutreachBook:
        return MemoryIntentBook()
