"""Keep the numbers and pages of an installation, subscribe them, and examine them with Meta."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.meta_channels import kept_accounts, settings_accounts
from assistant.conversation.message import ChannelKind
from assistant.kit.private_folder import make_private
from assistant.kit.settings.settings import Settings
from assistant.messages.channels.account_book import ChannelAccount, KeptAccounts
from integrations.channels.meta.setup.account_checkup import AccountCheckup
from integrations.channels.meta.setup.setup_client import (
    GraphSaidError,
    GraphSilentError,
    SetupClient,
)
from integrations.channels.meta.setup.setup_findings import SetupFinding
from integrations.channels.meta.setup.webhook_setup import reach, subscribe_account, subscribe_app
from integrations.stores.sql.database import open_database

_HANDSHAKE_FAILED = 2200
_TRIES = 8  # of a handshake: a running server knows a new account within ten seconds
_PAUSE_S = 2.0


class ChannelError(ValueError):
    """Say why a command on a channel cannot be done, and how to mend it."""


@asynccontextmanager
async def open_accounts(settings: Settings) -> AsyncIterator[KeptAccounts]:
    """Open the accounts that were added, until the block ends.

    Raises:
        LogUnavailableError: no database answers.
        SettingError: the key cannot be used.
    """
    make_private(settings.data_dir)
    async with open_database(settings.log_url, settings.archive_folder) as database:
        yield kept_accounts(settings, database)


async def find_account(
    settings: Settings, accounts: KeptAccounts, channel: ChannelKind, account_id: str
) -> ChannelAccount:
    """Return an account by its id; without an id, the only one of its channel.

    Raises:
        ChannelError: there is none, or more than one.
    """
    known = [*settings_accounts(settings), *await accounts.all()]
    found = [
        one for one in known if one.channel is channel and account_id in ("", str(one.account_id))
    ]
    if not found:
        which = f" {account_id}" if account_id else ""
        msg = f"there is no {channel} account{which}: add it with comptoir channel add {channel}"
        raise ChannelError(msg)
    if len(found) > 1 and not account_id:
        ids = ", ".join(one.account_id for one in found)
        msg = f"{channel} has several accounts: say which ({ids})"
        raise ChannelError(msg)
    return found[0]


def new_verify_token() -> str:
    """Return a random word that only Meta and this installation know."""
    return secrets.token_urlsafe(24)


async def examine(
    account: ChannelAccount, *, public_url: str, kept: bool = True
) -> AsyncIterator[SetupFinding]:
    """Yield the findings on an account; nothing raises. `kept`: the account was added before."""
    async with httpx.AsyncClient(timeout=15) as http:
        checkup = AccountCheckup(
            account=account,
            graph=SetupClient(http, account.api_url),
            now=SystemClock().now(),
            public_url=public_url,
            kept=kept,
        )
        async for found in checkup.run():
            yield found
        if public_url:
            yield await reach(http, account, public_url=public_url)


async def examine_all(settings: Settings) -> str:
    """Return the line of `comptoir doctor` on numbers and pages.

    Raises:
        ChannelError: something is not well with one; says how to look closer.
    """
    async with open_accounts(settings) as accounts:
        known = [*settings_accounts(settings), *await accounts.all()]
    said = []
    for one in known:
        found = [each async for each in examine(one, public_url=settings.console.url)]
        if ill := [each for each in found if not each.well]:
            more = f" and {len(ill) - 1} more" if len(ill) > 1 else ""
            msg = f"{one.channel} {one.account_id}: {ill[0].what}: {ill[0].detail}{more}"
            raise ChannelError(msg)
        said.append(f"{one.channel} {found[0].detail}")
    return "; ".join(said) or "none: comptoir channel add whatsapp, or messenger"


async def subscribe(account: ChannelAccount, *, public_url: str) -> None:
    """Subscribe `public_url` to the updates of an account with Meta.

    Raises:
        ChannelError: Meta refused, or our webhook did not answer it; says what to do.
    """
    if not account.app_id or not account.app_secrets:
        msg = "the app's id and its secret are needed: comptoir channel change ... --app-id"
        raise ChannelError(msg)
    async with httpx.AsyncClient(timeout=30) as http:
        graph = SetupClient(http, account.api_url)
        try:
            await _subscribe_app(graph, account, public_url)
            await subscribe_account(graph, account)
        except (GraphSaidError, GraphSilentError) as error:
            msg = f"Meta did not subscribe: {error}"
            raise ChannelError(msg) from None


async def _subscribe_app(graph: SetupClient, account: ChannelAccount, public_url: str) -> None:
    for last in (*[False] * (_TRIES - 1), True):
        try:
            await subscribe_app(graph, account, public_url=public_url)
        except GraphSaidError as error:
            if error.code != _HANDSHAKE_FAILED:
                raise
            if last:
                msg = (
                    f"{public_url} did not answer Meta's handshake: comptoir serve has to run"
                    " there with this data folder or database, and be reached from outside"
                )
                raise ChannelError(msg) from None
            await asyncio.sleep(_PAUSE_S)
        else:
            return
