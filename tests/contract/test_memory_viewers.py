"""Who looks at what in memory, held to its contract."""

import pytest

from assistant.desk.ports import Viewers
from tests.contract.viewers import ViewersContract
from tests.support.memory.assemblies.worker_shop import SystemClock
from tests.support.memory.desk_rooms import MemoryViewers


class TestMemoryViewers(ViewersContract):
    @pytest.fixture
    def viewers(self) -> Viewers:
        return MemoryViewers(SystemClock())
