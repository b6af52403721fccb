"""Implement the port `GoodwillBook` on the event log's database."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from assistant.commerce.amounts import Money
from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.shop_ids import CustomerId, OrderId
from assistant.operations.goodwill.ports import Grant, Grants
from integrations.stores.sql.database import Database, change
from integrations.stores.sql.database_errors import raised_as
from integrations.stores.sql.shared_statements import (
    GOODWILL_LOCK,
    insert_new,
    lock_for_transaction,
)
from integrations.stores.sql.tables import aware, goodwill

_errors = partial(raised_as, ShopUnavailableError, "the database of grants cannot be used now")


class SqlGoodwillBook:
    """Keep a `GoodwillBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, customer_id: CustomerId) -> Grants:
        with _errors():
            return await self._database.read(partial(_of, customer_id=customer_id))

    async def keep(self, grant: Grant, allows: Callable[[Grants], bool]) -> bool:
        with _errors():
            return await self._database.write(partial(_keep, grant=grant, allows=allows))

    async def drop(self, key: str) -> None:
        with _errors():
            await change(self._database, delete(goodwill).where(goodwill.c.key == key))


def _of(connection: Connection, customer_id: CustomerId) -> Sequence[Grant]:
    theirs = select(goodwill).where(goodwill.c.customer_id == customer_id)
    rows = connection.execute(theirs.order_by(goodwill.c.at, goodwill.c.key)).all()
    return [_grant(row) for row in rows]


def _keep(connection: Connection, grant: Grant, allows: Callable[[Grants], bool]) -> bool:
    lock_for_transaction(connection, GOODWILL_LOCK)  # a few a day: all in turn
    given = _of(connection, grant.customer_id)
    if any(one.key == grant.key for one in given):
        return True
    if not allows(given):
        return False
    row = asdict(grant)
    amount: dict[str, Any] = row.pop("amount")
    return insert_new(connection, goodwill, row | amount) > 0


def _grant(row: Row[Any]) -> Grant:
    return Grant(
        key=row.key,
        operation=row.operation,
        customer_id=CustomerId(row.customer_id),
        order_id=OrderId(row.order_id),
        amount=Money(amount_minor=row.amount_minor, currency=row.currency),
        role=row.role,
        at=aware(row.at),
    )
