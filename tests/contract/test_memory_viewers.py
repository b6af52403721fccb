"""Who looks at what in memory, held to its contract."""

import pytest

from assistant.console.ports import Viewers
from assistant.memory_viewers import MemoryViewers
from tests.contract.viewers import ViewersContract
from tests.infra.answering import SystemClock


class TestMemoryViewers(ViewersContract):
    @pytest.fixture
    def viewers(self) -> Viewers:
        return MemoryViewers(SystemClock())
