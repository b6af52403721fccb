"""The ports in memory, held to their contracts."""

import pytest

from assistant.ports import EventLog
from integrations.stores.memory.event_log import MemoryEventLog
from tests.contract.erasing import ErasingContract
from tests.contract.event_log import EventLogContract
from tests.contract.ownership import OwnershipContract


class TestMemoryEventLog(EventLogContract, OwnershipContract, ErasingContract):
    @pytest.fixture
    def event_log(self) -> EventLog:
        return MemoryEventLog()
