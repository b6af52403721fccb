"""Numbers and pages that were added to those of the settings; their secrets are kept sealed."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from assistant.messages.channels.accounts import ChannelAccount
from assistant.conversation.ids import AccountId
from assistant.conversation.conversation_message import ChannelKind
from assistant.ports import Clock, LogUnavailableError

_KEPT = timedelta(seconds=10)  # an account that is added works in every process within this


class KeptAccounts(Protocol):
    """The accounts that were added. Every method may raise `LogUnavailableError`."""

    async def all(self) -> Sequence[ChannelAccount]:
        """Return them by channel, then in the order they were added.

        Raises:
            SealBrokenError: the key that their secrets were sealed with is another.
        """
        ...

    async def keep(self, account: ChannelAccount) -> None:
        """Add one, or replace what is known of it."""
        ...

    async def drop(self, channel: ChannelKind, account_id: AccountId) -> bool:
        """Forget one; False: there is none. Its conversations stay."""
        ...


class SealBrokenError(Exception):
    """What was sealed cannot be opened with this key."""


class LiveAccounts:
    """`Accounts`: those of the settings, and what was added as of the last ten seconds."""

    def __init__(
        self,
        *,
        fixed: Sequence[ChannelAccount],
        added: Callable[[], Awaitable[Sequence[ChannelAccount]]],
        clock: Clock,
    ) -> None:
        self._fixed = tuple(fixed)
        self._added = added
        self._clock = clock
        self._known: tuple[ChannelAccount, ...] = self._fixed
        self._read_at: datetime | None = None

    async def all(self, channel: ChannelKind) -> Sequence[ChannelAccount]:
        """Return a channel's accounts; while the database is away, those that were known last."""
        now = self._clock.now()
        if self._read_at is None or now - self._read_at >= _KEPT:
            await self._read(now)
        return tuple(one for one in self._known if one.channel is channel)

    async def _read(self, now: datetime) -> None:
        try:
            added = await self._added()
        except LogUnavailableError:
            if self._read_at is None:
                raise
            return
        named = {(one.channel, one.account_id) for one in self._fixed}
        others = (one for one in added if (one.channel, one.account_id) not in named)
        self._known = (*self._fixed, *others)
        self._read_at = now
