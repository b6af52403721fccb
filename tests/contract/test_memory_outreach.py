"""The books of outreach in memory, held to their contract."""

import pytest

from assistant.outreach.ports import DefectBook, WishPrices
from tests.contract.defect_book import DefectBookContract
from tests.contract.intent_book import IntentBookContract, OutreachBook
from tests.contract.wish_prices import WishPricesContract
from tests.support.memory.defect_book import MemoryDefectBook
from tests.support.memory.intent_book import MemoryIntentBook
from tests.support.memory.wish_prices import MemoryWishPrices


class TestMemoryDefectBook(DefectBookContract):
    @pytest.fixture
    def defects(self) -> DefectBook:
        return MemoryDefectBook()


class TestMemoryWishPrices(WishPricesContract):
    @pytest.fixture
    def prices(self) -> WishPrices:
        return MemoryWishPrices()


class TestMemoryIntentBook(IntentBookContract):
    @pytest.fixture
    def book(self) -> OutreachBook:
        return MemoryIntentBook()
