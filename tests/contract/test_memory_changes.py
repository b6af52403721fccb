"""Change sets in memory, held to their contract."""

import pytest

from assistant.improvement.changes.ports import ChangeBook
from tests.contract.change_book import ChangeBookContract
from tests.support.memory.change_book import MemoryChangeBook


class TestMemoryChangeBook(ChangeBookContract):
    @pytest.fixture
    def book(self) -> ChangeBook:
        return MemoryChangeBook()
