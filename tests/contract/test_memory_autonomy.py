"""Autonomy tables in memory, held to their contract."""

import pytest

from assistant.operations.autonomy.ports import AutonomyTables
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables
from tests.contract.autonomy_tables import AutonomyTablesContract


class TestMemoryAutonomyTables(AutonomyTablesContract):
    @pytest.fixture
    def tables(self) -> AutonomyTables:
        return MemoryAutonomyTables()
