"""Turns in shadow kept in memory."""

import pytest

from assistant.improvement.autonomy.ports import ShadowBook
from tests.contract.shadow_book import ShadowBookContract
from tests.support.memory.shadow_book import MemoryShadowBook


class TestMemoryShadows(ShadowBookContract):
    @pytest.fixture
    def book(self) -> ShadowBook:
        return MemoryShadowBook()
