"""Settings in memory, held to their contract."""

import pytest

from assistant.kit.settings.settings_book import SettingsBook
from tests.contract.settings_book import SettingsBookContract
from tests.support.memory.settings_book import MemorySettingsBook


class TestMemorySettingsBook(SettingsBookContract):
    @pytest.fixture
    def book(self) -> SettingsBook:
        return MemorySettingsBook()
