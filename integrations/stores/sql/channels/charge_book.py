"""Count the messages that channels charged for; implements the port `ChargeBook`."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial

from sqlalchemy import Connection, func, select, update

from assistant.messages.channels.message_charges import ChargedMessages, MessageCharge
from assistant.messages.channels.ports import SendKey
from integrations.stores.sql.channels.channel_tables import channel_sends as sends
from integrations.stores.sql.channels.channel_tables import message_charges as charges
from integrations.stores.sql.database import Database
from integrations.stores.sql.shared_statements import insert_or_update


class SqlChargeBook:
    """Read the counts; `count_charge` writes them with the status that tells of a charge."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def charged(self, since: date, until: date) -> Sequence[ChargedMessages]:
        return await self._database.read(partial(_charged, since=since, until=until))

    async def counted_since(self) -> date | None:
        first = select(func.min(charges.c.day))
        return await self._database.read(lambda connection: connection.execute(first).scalar())


def count_charge(
    connection: Connection,
    key: SendKey,
    charge: MessageCharge,
    at: datetime,
) -> None:
    """Count a charge in the status's own transaction, once for each send."""
    same = (sends.c.message_id == key.message_id) & (sends.c.part == key.part)
    first = update(sends).where(same, sends.c.charged_as.is_(None))
    if connection.execute(first.values(charged_as=charge.category)).rowcount:
        row = {
            "day": at.astimezone(UTC).date(),
            "category": charge.category,
            "country": charge.country,
            "count": 1,
        }
        insert_or_update(connection, charges, row, adding=["count"])


def _charged(connection: Connection, since: date, until: date) -> Sequence[ChargedMessages]:
    counted = func.sum(charges.c["count"]).label("messages")
    kinds = (charges.c.category, charges.c.country)
    during = charges.c.day >= since, charges.c.day < until
    rows = connection.execute(
        select(*kinds, counted).where(*during).group_by(*kinds).order_by(counted.desc(), *kinds)
    )
    return tuple(
        ChargedMessages(
            charge=MessageCharge(category=row.category, country=row.country),
            count=int(row.messages),
        )
        for row in rows
    )
