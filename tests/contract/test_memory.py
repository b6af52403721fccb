"""The ports in memory, held to their contracts."""

import pytest

from assistant.memory import MemoryEventLog
from assistant.ports import EventLog
from tests.contract.event_log import EventLogContract


class TestMemoryEventLog(EventLogContract):
    @pytest.fixture
    def event_log(self) -> EventLog:
        return MemoryEventLog()
