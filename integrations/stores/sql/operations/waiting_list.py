"""Implement the port `WaitingList` on the event log's database."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from assistant.commerce.shop_ids import CustomerId, ProductId, VariantId
from assistant.operations.alerts.ports import WaitingCustomer, WaitingUnavailableError
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.database_errors import raised_as
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.tables import aware, waiting

_errors = partial(
    raised_as, WaitingUnavailableError, "the waiting list's database cannot be used now"
)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class SqlWaitingList:
    """Keep a `WaitingList` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, waiting: WaitingCustomer) -> None:
        with _errors():
            await self._database.write(partial(_keep, one=waiting))

    async def drop(self, alert_id: str) -> None:
        with _errors():
            await change(self._database, delete(waiting).where(waiting.c.alert_id == alert_id))

    async def next(self, now: datetime, *, limit: int) -> Sequence[WaitingCustomer]:
        with _errors():
            if not await fetch(self._database, select(waiting.c.alert_id).limit(1)):
                return ()  # almost always; a look takes no write lock
            return await self._database.write(partial(_next, now=now, limit=limit))

    async def for_products(
        self, product_ids: Collection[ProductId], *, limit: int
    ) -> Sequence[WaitingCustomer]:
        with _errors():
            found = select(waiting).where(waiting.c.product_id.in_(tuple(product_ids)))
            first = (waiting.c.asked_at, waiting.c.alert_id)
            rows = await fetch(self._database, found.order_by(*first).limit(limit))
            return list(map(_waiting, rows))


def _keep(connection: Connection, one: WaitingCustomer) -> None:
    row = {
        "alert_id": one.alert_id,
        "customer_id": one.customer_id,
        "product_id": one.product_id,
        "variant_id": one.variant_id,
        "asked_at": one.asked_at,
        "looked_at": _NEVER,
    }
    insert_new(connection, waiting, row)


def _next(connection: Connection, now: datetime, limit: int) -> list[WaitingCustomer]:
    longest_ago = (waiting.c.looked_at, waiting.c.asked_at, waiting.c.alert_id)
    rows = connection.execute(select(waiting).order_by(*longest_ago).limit(limit)).all()
    seen = waiting.c.alert_id.in_([row.alert_id for row in rows])
    connection.execute(update(waiting).where(seen).values(looked_at=now))
    return list(map(_waiting, rows))


def _waiting(row: Row[Any]) -> WaitingCustomer:
    return WaitingCustomer(
        alert_id=row.alert_id,
        customer_id=CustomerId(row.customer_id),
        product_id=ProductId(row.product_id),
        variant_id=VariantId(row.variant_id),
        asked_at=aware(row.asked_at),
    )
