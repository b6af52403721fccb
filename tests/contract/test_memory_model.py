import pytest

from assistant.memory_model import MemorySpending
from assistant.model.spending import Spending
from tests.contract.spending import SpendingContract


class TestMemorySpending(SpendingContract):
    @pytest.fixture
    def spending(self) -> Spending:
        return MemorySpending()
