"""Assertions in memory, held to their contract."""

import pytest

from assistant.improvement.assertions.ports import AssertionBook
from tests.contract.assertion_book import AssertionBookContract
from tests.support.memory.assertion_book import MemoryAssertionBook


class TestMemoryAssertionBook(AssertionBookContract):
    @pytest.fixture
    def book(self) -> AssertionBook:
        return MemoryAssertionBook()
