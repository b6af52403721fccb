"""Implement the port `WishPrices` on the event log's database."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from assistant.commerce.amounts import Money
from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.operations.outreach_tables import prices
from integrations.stores.sql.privacy.sql_holding import SqlHolding
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.tables import aware


class SqlWishPrices:
    """Keep first prices that any number of processes may ask for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(
        self, conversation_id: ConversationId, wish: str, price: Money, at: datetime
    ) -> None:
        row = {
            "conversation_id": conversation_id,
            "wish": wish,
            "amount_minor": price.amount_minor,
            "currency": price.currency,
            "at": at,
        }
        if await self.first(conversation_id, wish, until=at) is None:
            await self._database.write(lambda one: insert_new(one, prices, row))

    async def first(
        self, conversation_id: ConversationId, wish: str, *, until: datetime
    ) -> Money | None:
        mine = prices.c.conversation_id == conversation_id, prices.c.wish == wish
        rows = await fetch(self._database, select(prices).where(*mine, prices.c.at <= until))
        return next(
            (Money(amount_minor=one.amount_minor, currency=one.currency) for one in rows), None
        )


def hold_wish_prices(database: Database) -> SqlHolding:
    """Return the `Holding` of the prices of a person's wishes."""
    return SqlHolding(name="wish_prices", database=database, read=_of_person, remove=_erase)


def _of_person(connection: Connection, person: Person) -> list[KeptRecord]:
    theirs = prices.c.conversation_id.in_(person.conversations)
    return [
        {
            "conversation": row.conversation_id,
            "wish": row.wish,
            "amount_minor": row.amount_minor,
            "currency": row.currency,
            "at": aware(row.at).isoformat(),
        }
        for row in connection.execute(select(prices).where(theirs).order_by(prices.c.at))
    ]


def _erase(connection: Connection, person: Person) -> int:
    theirs = prices.c.conversation_id.in_(person.conversations)
    return connection.execute(delete(prices).where(theirs)).rowcount
