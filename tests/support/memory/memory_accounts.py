"""The port `KeptAccounts` in memory."""

from collections.abc import Sequence

from assistant.messages.channels.accounts import ChannelAccount
from assistant.conversation.ids import AccountId
from assistant.conversation.conversation_message import ChannelKind


class MemoryKeptAccounts:
    """`KeptAccounts` for one event loop."""

    def __init__(self) -> None:
        self._kept: dict[tuple[ChannelKind, AccountId], ChannelAccount] = {}

    async def all(self) -> Sequence[ChannelAccount]:
        order = list(ChannelKind)
        return sorted(self._kept.values(), key=lambda one: (order.index(one.channel), _since(one)))

    async def keep(self, account: ChannelAccount) -> None:
        self._kept[account.channel, account.account_id] = account

    async def drop(self, channel: ChannelKind, account_id: AccountId) -> bool:
        return self._kept.pop((channel, account_id), None) is not None


def _since(one: ChannelAccount) -> float:
    return one.added_at.timestamp() if one.added_at else 0.0
