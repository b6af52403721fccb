import pytest

from integrations.stores.memory.model_spending import MemorySpending
from assistant.kit.model.spending import Spending
from tests.contract.spending import SpendingContract


class TestMemorySpending(SpendingContract):
    @pytest.fixture
    def spending(self) -> Spending:
        return MemorySpending()
