"""Scenarios in memory, held to their contract."""

import pytest

from assistant.improvement.rehearsal.ports import ScenarioBook
from tests.contract.scenario_book import ScenarioBookContract
from tests.support.memory.scenario_book import MemoryScenarioBook


class TestMemoryScenarioBook(ScenarioBookContract):
    @pytest.fixture
    def book(self) -> ScenarioBook:
        return MemoryScenarioBook()
