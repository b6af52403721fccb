import pytest

from assistant.kit.model.model_budget import Spending
from integrations.stores.memory.model_spending import MemorySpending
from tests.contract.spending import SpendingContract


class TestMemorySpending(SpendingContract):
    @pytest.fixture
    def spending(self) -> Spending:
        return MemorySpending()
