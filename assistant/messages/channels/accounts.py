"""The numbers and pages that the shop has with other companies' channels."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from assistant.conversation.ids import AccountId
from assistant.conversation.conversation_message import ChannelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAccount:
    """One number or page, with what its company wants to see; secrets are not in its repr."""

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
    """Nobody has set up such a number or page."""


class Accounts(Protocol):
    """Every account that is set up; what is added while a process runs is found by it."""

    async def all(self, channel: ChannelKind) -> Sequence[ChannelAccount]:
        """Return a channel's accounts; that of the settings is first."""
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


@dataclass(frozen=True, slots=True)
class FixedAccounts:
    """`Accounts` that do not change."""

    accounts: tuple[ChannelAccount, ...]

    async def all(self, channel: ChannelKind) -> Sequence[ChannelAccount]:
        return tuple(one for one in self.accounts if one.channel is channel)
