"""Channel accounts in memory, held to their contract."""

import pytest

from assistant.channels.accounts import ChannelAccounts
from assistant.memory_accounts import MemoryChannelAccounts
from tests.contract.channel_accounts import ChannelAccountsContract


class TestMemoryChannelAccounts(ChannelAccountsContract):
    @pytest.fixture
    def accounts(self) -> ChannelAccounts:
        return MemoryChannelAccounts()
