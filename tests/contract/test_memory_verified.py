"""Verified answers in memory, held to their contract."""

import pytest

from assistant.answers.verified.ports import VerifiedBook
from tests.contract.verified_book import VerifiedBookContract
from tests.support.memory.verified_book import MemoryVerifiedBook


class TestMemoryVerifiedBook(VerifiedBookContract):
    @pytest.fixture
    def book(self) -> VerifiedBook:
        return MemoryVerifiedBook()
