"""Implement the port `WaitingList` on the event log's database."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.commerce.shop_ids import CustomerId, ProductId, VariantId
from assistant.operations.alerts.ports import WaitingCustomer, WaitingUnavailableError
from assistant.ports import LogUnavailableError
from integrations.stores.sql.database import Database
from integrations.stores.sql.tables import aware, waiting

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

# SQLite and PostgreSQL write "unless it is there" alike; SQLAlchemy has a construct for each.
_KEEP = {
    "sqlite": sqlite.insert(waiting).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(waiting).on_conflict_do_nothing(),
}


class SqlWaitingList:
    """Keep a `WaitingList` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, waiting: WaitingCustomer) -> None:
        with _errors():
            await self._database.write(partial(_keep, one=waiting))

    async def drop(self, alert_id: str) -> None:
        with _errors():
            await self._database.write(partial(_drop, alert_id=alert_id))

    async def next(self, now: datetime, *, limit: int) -> Sequence[WaitingCustomer]:
        with _errors():
            if not await self._database.read(_is_anyone_there):
                return ()  # almost always; a look takes no write lock
            return await self._database.write(partial(_next, now=now, limit=limit))

    async def for_products(
        self, product_ids: Collection[ProductId], *, limit: int
    ) -> Sequence[WaitingCustomer]:
        with _errors():
            return await self._database.read(
                partial(_for_products, product_ids=tuple(product_ids), limit=limit)
            )


def _keep(connection: Connection, one: WaitingCustomer) -> None:
    row = {
        "alert_id": one.alert_id,
        "customer_id": one.customer_id,
        "product_id": one.product_id,
        "variant_id": one.variant_id,
        "asked_at": one.asked_at,
        "looked_at": _NEVER,
    }
    connection.execute(_KEEP[connection.dialect.name], row)


def _drop(connection: Connection, alert_id: str) -> None:
    connection.execute(delete(waiting).where(waiting.c.alert_id == alert_id))


def _is_anyone_there(connection: Connection) -> bool:
    return connection.execute(select(waiting.c.alert_id).limit(1)).first() is not None


def _next(connection: Connection, now: datetime, limit: int) -> list[WaitingCustomer]:
    longest_ago = (waiting.c.looked_at, waiting.c.asked_at, waiting.c.alert_id)
    rows = connection.execute(select(waiting).order_by(*longest_ago).limit(limit)).all()
    seen = waiting.c.alert_id.in_([row.alert_id for row in rows])
    connection.execute(update(waiting).where(seen).values(looked_at=now))
    return list(map(_waiting, rows))


def _for_products(
    connection: Connection, product_ids: Sequence[ProductId], limit: int
) -> list[WaitingCustomer]:
    found = select(waiting).where(waiting.c.product_id.in_(product_ids))
    first = (waiting.c.asked_at, waiting.c.alert_id)
    return list(map(_waiting, connection.execute(found.order_by(*first).limit(limit))))


def _waiting(row: Row[Any]) -> WaitingCustomer:
    return WaitingCustomer(
        alert_id=row.alert_id,
        customer_id=CustomerId(row.customer_id),
        product_id=ProductId(row.product_id),
        variant_id=VariantId(row.variant_id),
        asked_at=aware(row.asked_at),
    )


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except LogUnavailableError as error:
        msg = "the waiting list's database cannot be used now"
        raise WaitingUnavailableError(msg) from error
