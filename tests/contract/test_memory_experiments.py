"""Experiments in memory, held to their contract."""

import pytest

from assistant.kit.experiments.ports import ExperimentBook
from tests.contract.experiment_book import ExperimentBookContract
from tests.support.memory.experiment_book import MemoryExperimentBook


class TestMemoryExperimentBook(ExperimentBookContract):
    @pytest.fixture
    def book(self) -> ExperimentBook:
        return MemoryExperimentBook()
