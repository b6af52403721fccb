"""The waiting list in memory, held to its contract."""

import pytest

from assistant.alerts.ports import WaitingList
from assistant.memory_alerts import MemoryWaitingList
from tests.contract.waiting_list import WaitingListContract


class TestMemoryWaitingList(WaitingListContract):
    @pytest.fixture
    def waiting(self) -> WaitingList:
        return MemoryWaitingList()
