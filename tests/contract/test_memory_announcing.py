"""The announcement book in memory, held to its contract."""

import pytest

from assistant.kit.announcing.ports import AnnouncementBook
from tests.contract.announcement_book import AnnouncementBookContract
from tests.support.memory.announcement_book import MemoryAnnouncementBook


class TestMemoryAnnouncementBook(AnnouncementBookContract):
    @pytest.fixture
    def book(self) -> AnnouncementBook:
        return MemoryAnnouncementBook()
