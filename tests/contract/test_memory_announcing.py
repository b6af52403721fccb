"""The announcement book in memory, held to its contract."""

import pytest

from assistant.announcing.ports import AnnouncementBook
from assistant.memory_announcing import MemoryAnnouncementBook
from tests.contract.announcement_book import AnnouncementBookContract


class TestMemoryAnnouncementBook(AnnouncementBookContract):
    @pytest.fixture
    def book(self) -> AnnouncementBook:
        return MemoryAnnouncementBook()
