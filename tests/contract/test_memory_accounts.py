"""Channel accounts in memory, held to their contract."""

import pytest

from assistant.messages.channels.account_book import KeptAccounts
from tests.contract.channel_accounts import ChannelAccountsContract
from tests.support.memory.channel_books import MemoryKeptAccounts


class TestMemoryKeptAccounts(ChannelAccountsContract):
    @pytest.fixture
    def accounts(self) -> KeptAccounts:
        return MemoryKeptAccounts()
