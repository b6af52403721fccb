"""The numbers and pages that the shop writes from, and what each is used with.

One may be named by the settings; any others are kept in the database, their secrets sealed.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind
from assistant.ports import Clock, LogUnavailableError

API_URL = "https://graph.facebook.com/v24.0"
"""Of Meta's Graph API, with the version that the channels were written for."""

_KEPT = timedelta(seconds=10)  # an account that is added works in every process within this


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAccount:
    """One number or page. What is secret is not shown by `repr`."""

    channel: ChannelKind
    account_id: AccountId  # WhatsApp: the phone number's id; Messenger: the page's
    access_token: str = field(repr=False)
    app_secrets: tuple[str, ...] = field(repr=False)  # during a rotation the old one beside the new
    verify_token: str = field(repr=False)
    name: str = ""  # for the shop's people
    app_id: str = ""  # of the Meta app; "": not known
    business_id: str = ""  # WhatsApp: of the WhatsApp Business account; "": not known
    api_url: str = API_URL
    added_at: datetime | None = None  # aware, UTC; None: the settings name it


class ChannelAccounts(Protocol):
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
    """All accounts of a channel as of the last ten seconds, those of the settings first."""

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

    async def of(self, channel: ChannelKind) -> Mapping[AccountId, ChannelAccount]:
        """Return a channel's accounts by their id.

        While the database is away, those that were known last are.
        """
        now = self._clock.now()
        if self._read_at is None or now - self._read_at >= _KEPT:
            await self._read(now)
        return {one.account_id: one for one in reversed(self._known) if one.channel is channel}

    async def _read(self, now: datetime) -> None:
        try:
            added = await self._added()
        except LogUnavailableError:
            if self._read_at is None:
                raise
            return
        self._known = (*self._fixed, *added)
        self._read_at = now
