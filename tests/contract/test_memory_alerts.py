"""The waiting list in memory, held to its contract."""

import pytest

from assistant.operations.alerts.ports import WaitingList
from tests.contract.waiting_list import WaitingListContract
from tests.support.memory.waiting_list import MemoryWaitingList


class TestMemoryWaitingList(WaitingListContract):
    @pytest.fixture
    def waiting(self) -> WaitingList:
        return MemoryWaitingList()
