"""The port `ChannelAccounts` on the database of the event log; secrets are sealed."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Column, Connection, LargeBinary, Table, Text, delete, insert, select

from assistant.channels.accounts import ChannelAccount
from assistant.channels.sealing import Seal
from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind
from integrations.sql.database import Database
from integrations.sql.tables import UtcDateTime, aware, metadata

channel_accounts = Table(
    "channel_accounts",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("account_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("app_id", Text, nullable=False),
    Column("business_id", Text, nullable=False),
    Column("api_url", Text, nullable=False),
    Column("secrets", LargeBinary, nullable=False),  # sealed JSON
    Column("added_at", UtcDateTime, nullable=False),
)

_ORDER = list(ChannelKind)


class SqlChannelAccounts:
    """`ChannelAccounts` that any number of processes may have open."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def all(self) -> Sequence[ChannelAccount]:
        rows = await self._database.read(_all)
        found = [self._account(row) for row in rows]
        return sorted(found, key=lambda one: _ORDER.index(one.channel))

    async def keep(self, account: ChannelAccount) -> None:
        if account.added_at is None:
            msg = "an account of the settings is not kept"
            raise ValueError(msg)
        secrets = {
            "access_token": account.access_token,
            "app_secrets": account.app_secrets,
            "verify_token": account.verify_token,
        }
        about = _about(account.channel, account.account_id)
        row = {
            "channel": account.channel,
            "account_id": account.account_id,
            "name": account.name,
            "app_id": account.app_id,
            "business_id": account.business_id,
            "api_url": account.api_url,
            "secrets": self._seal.close(orjson.dumps(secrets), about=about),
            "added_at": account.added_at,
        }
        await self._database.write(partial(_keep, row=row))

    async def drop(self, channel: ChannelKind, account_id: AccountId) -> bool:
        return await self._database.write(partial(_drop, channel=channel, account_id=account_id))

    def _account(self, row: Any) -> ChannelAccount:  # noqa: ANN401 - a row of SQLAlchemy's
        channel, account_id = ChannelKind(row.channel), AccountId(row.account_id)
        secrets = orjson.loads(self._seal.open(row.secrets, about=_about(channel, account_id)))
        return ChannelAccount(
            channel=channel,
            account_id=account_id,
            access_token=secrets["access_token"],
            app_secrets=tuple(secrets["app_secrets"]),
            verify_token=secrets["verify_token"],
            name=row.name,
            app_id=row.app_id,
            business_id=row.business_id,
            api_url=row.api_url,
            added_at=aware(row.added_at),
        )


def _about(channel: ChannelKind, account_id: AccountId) -> str:
    return f"{channel} {account_id}"


def _all(connection: Connection) -> Sequence[Any]:
    return connection.execute(select(channel_accounts).order_by(channel_accounts.c.added_at)).all()


def _keep(connection: Connection, row: dict[str, object]) -> None:
    """Put one in; on PostgreSQL too the one before goes in the same transaction."""
    _drop(connection, ChannelKind(str(row["channel"])), AccountId(str(row["account_id"])))
    connection.execute(insert(channel_accounts), row)


def _drop(connection: Connection, channel: ChannelKind, account_id: AccountId) -> bool:
    these = (channel_accounts.c.channel == channel) & (channel_accounts.c.account_id == account_id)
    return connection.execute(delete(channel_accounts).where(these)).rowcount > 0
