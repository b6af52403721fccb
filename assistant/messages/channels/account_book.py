"""Find the shop's numbers and pages at other companies' channels.

Some are named by the settings; others were added, with their secrets sealed.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind
from assistant.ports import Clock, LogUnavailableError


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAccount:
    """Hold one number or page, with its credentials; secrets are not in its repr."""

    channel: ChannelKind
    account_id: AccountId  # WhatsApp: the phone number's id; Messenger: the page's
    api_url: str  # with the version, without a slash at its end
    access_token: str = field(repr=False, default="")
    app_secrets: tuple[str, ...] = field(repr=False, default=())  # while it is changed, both
    verify_token: str = field(repr=False, default="")
    business_account_id: str = ""  # WhatsApp: where the templates are
    app_id: str = ""  # of the Meta app; "": not known
    name: str = ""  # for the shop's people
    added_at: datetime | None = None  # aware, UTC; None: the settings name it


class UnknownAccountError(LookupError):
    """Say that no account has this id."""


class Accounts(Protocol):
    """List every account that is set up; an account that is added while a process runs is found."""

    async def all(self, channel: ChannelKind) -> Sequence[ChannelAccount]:
        """Return a channel's accounts; the account of the settings is first."""
        ...


async def account_of(
    accounts: Accounts, channel: ChannelKind, account_id: AccountId
) -> ChannelAccount:
    """Return one account.

    Raises:
        UnknownAccountError: there is none of that id.
    """
    for one in await accounts.all(channel):
        if one.account_id == account_id:
            return one
    raise UnknownAccountError(account_id)


async def find_account(
    accounts: Accounts, channel: ChannelKind, account_id: AccountId
) -> ChannelAccount | None:
    """Return one account; None: there is none of that id."""
    try:
        return await account_of(accounts, channel, account_id)
    except UnknownAccountError:
        return None


_KEPT = timedelta(seconds=10)  # an account that is added works in every process within this


class KeptAccounts(Protocol):
    """Store the accounts that were added. Every method may raise `LogUnavailableError`."""

    async def all(self) -> Sequence[ChannelAccount]:
        """Return the accounts by channel, then in the order they were added.

        Raises:
            SealBrokenError: their secrets were sealed with another key.
        """
        ...

    async def keep(self, account: ChannelAccount) -> None:
        """Add an account, or replace the stored one."""
        ...

    async def drop(self, channel: ChannelKind, account_id: AccountId) -> bool:
        """Remove an account; False: there is none. Its conversations stay."""
        ...


class SealBrokenError(Exception):
    """Say that a sealed secret cannot be opened with this key."""


class LiveAccounts:
    """List the accounts of the settings, and those that were added as of the last ten seconds."""

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
