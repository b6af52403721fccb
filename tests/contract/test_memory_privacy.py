"""What finds people in memory, held to its contract."""

import pytest

from assistant.memory import MemoryEventLog
from assistant.memory_privacy import MemoryTraces
from tests.contract.traces import Scene, TracesContract


class TestMemoryTraces(TracesContract):
    @pytest.fixture
    def scene(self) -> Scene:
        log = MemoryEventLog()
        return Scene(log=log, traces=MemoryTraces(log))
