"""Autonomy tables in memory, held to their contract."""

import pytest

from assistant.autonomy.ports import AutonomyTables
from assistant.memory_autonomy import MemoryAutonomyTables
from tests.contract.autonomy_tables import AutonomyTablesContract


class TestMemoryAutonomyTables(AutonomyTablesContract):
    @pytest.fixture
    def tables(self) -> AutonomyTables:
        return MemoryAutonomyTables()
