"""Judgements on checks of quality kept in memory."""

import pytest

from assistant.improvement.quality.ports import QualityBook
from tests.contract.quality_book import QualityBookContract
from tests.support.memory.quality_book import MemoryQualityBook


class TestMemoryQuality(QualityBookContract):
    @pytest.fixture
    def book(self) -> QualityBook:
        return MemoryQualityBook()
