"""Ready-made replies in memory, held to their contract."""

import pytest

from assistant.canned.ports import CannedReplies
from assistant.memory_canned import MemoryCanned
from tests.contract.canned import CannedContract


class TestMemoryCanned(CannedContract):
    @pytest.fixture
    async def canned(self) -> CannedReplies:
        return MemoryCanned()
