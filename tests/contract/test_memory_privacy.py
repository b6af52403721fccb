"""What finds people in memory, held to its contract."""

import pytest

from integrations.stores.memory.event_log import MemoryEventLog
from tests.contract.traces import Scene, TracesContract
from tests.support.memory.privacy_traces import MemoryTraces


class TestMemoryTraces(TracesContract):
    @pytest.fixture
    def scene(self) -> Scene:
        log = MemoryEventLog()
        return Scene(log=log, traces=MemoryTraces(log))
