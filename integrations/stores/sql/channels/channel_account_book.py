"""Implement the port `KeptAccounts` on the event log's database; secrets are sealed."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from functools import partial
from typing import Any

import orjson
from sqlalchemy import delete, select

from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind
from assistant.messages.channels.account_book import ChannelAccount
from assistant.messages.channels.secret_seal import Seal
from integrations.stores.sql.channels.channel_tables import channel_accounts
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.shared_statements import insert_or_update
from integrations.stores.sql.tables import aware

_ORDER = list(ChannelKind)


class SqlKeptAccounts:
    """Keep `KeptAccounts` that any number of processes may have open."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def all(self) -> Sequence[ChannelAccount]:
        every = select(channel_accounts).order_by(channel_accounts.c.added_at)
        found = [self._account(row) for row in await fetch(self._database, every)]
        return sorted(found, key=lambda one: _ORDER.index(one.channel))

    async def keep(self, account: ChannelAccount) -> None:
        if account.added_at is None:
            msg = "an account of the settings is not kept"
            raise ValueError(msg)
        sealed = self._seal.close(_secrets(account), about=_about(account))
        row = {
            "channel": account.channel,
            "account_id": account.account_id,
            "name": account.name,
            "sealed": b64encode(sealed).decode(),
            "added_at": account.added_at,
        }
        await self._database.write(partial(insert_or_update, table=channel_accounts, row=row))

    async def drop(self, channel: ChannelKind, account_id: AccountId) -> bool:
        this = (channel_accounts.c.channel == channel) & (
            channel_accounts.c.account_id == account_id
        )
        return await change(self._database, delete(channel_accounts).where(this)) > 0

    def _account(self, row: Any) -> ChannelAccount:  # noqa: ANN401 - a row of SQLAlchemy's
        opened = self._seal.open(b64decode(row.sealed), about=f"{row.channel} {row.account_id}")
        said = orjson.loads(opened)
        return ChannelAccount(
            channel=ChannelKind(row.channel),
            account_id=AccountId(row.account_id),
            api_url=said["api_url"],
            access_token=said["access_token"],
            app_secrets=tuple(said["app_secrets"]),
            verify_token=said["verify_token"],
            business_account_id=said["business_account_id"],
            app_id=said["app_id"],
            name=row.name,
            added_at=aware(row.added_at),
        )


def _about(account: ChannelAccount) -> str:
    return f"{account.channel} {account.account_id}"


def _secrets(account: ChannelAccount) -> bytes:
    said = {
        "api_url": account.api_url,
        "access_token": account.access_token,
        "app_secrets": account.app_secrets,
        "verify_token": account.verify_token,
        "business_account_id": account.business_account_id,
        "app_id": account.app_id,
    }
    return orjson.dumps(said)
