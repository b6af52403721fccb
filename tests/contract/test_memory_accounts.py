"""Channel accounts in memory, held to their contract."""

import pytest

from assistant.channels.kept_accounts import KeptAccounts
from assistant.memory_accounts import MemoryKeptAccounts
from tests.contract.channel_accounts import ChannelAccountsContract


class TestMemoryKeptAccounts(ChannelAccountsContract):
    @pytest.fixture
    def accounts(self) -> KeptAccounts:
        return MemoryKeptAccounts()
