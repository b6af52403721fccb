"""Implement the port `Spending` on the event log's database."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, Decimal
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.kit.model.model_budget import Budget, ModelUse
from assistant.kit.model.ports import Completed, Purpose
from integrations.stores.sql.database import Database
from integrations.stores.sql.kit.model_tables import MICRO, days, uses

_KEY = ("day", "purpose", "model", "endpoint")
_COUNTS = ("requests", "prompt", "cached", "completion", "cost_micros")


class SqlSpending:
    """Keep a `Spending` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, day: date, *, tokens: int, cost: Decimal, budget: Budget) -> bool:
        return await self._database.write(
            partial(_reserve, day=day, tokens=tokens, micros=_micros(cost), budget=budget)
        )

    async def settle(
        self, day: date, *, tokens: int, cost: Decimal, purpose: Purpose, end: Completed | None
    ) -> None:
        await self._database.write(
            partial(_settle, day=day, tokens=tokens, micros=_micros(cost), purpose=purpose, end=end)
        )

    async def used(self, first: date, last: date) -> Sequence[ModelUse]:
        rows = await self._database.read(partial(_used, first=first, last=last))
        return [_of(row) for row in rows]


def _reserve(connection: Connection, day: date, tokens: int, micros: int, budget: Budget) -> bool:
    _insert(connection, days, {"day": day, "tokens": 0, "cost_micros": 0}, adding=())
    within = days.c.tokens + tokens <= budget.day_tokens
    affordable: ColumnElement[bool] = true()
    if budget.day_cost is not None:
        affordable = days.c.cost_micros + micros <= _micros(budget.day_cost)
    taken = update(days).where(days.c.day == day, within, affordable)
    return bool(connection.execute(taken.values(_moved(tokens, micros))).rowcount)


def _settle(
    connection: Connection,
    *,
    day: date,
    tokens: int,
    micros: int,
    purpose: Purpose,
    end: Completed | None,
) -> None:
    used = end.usage if end else None
    spent = _micros(used.cost) if used else 0
    moved = _moved((used.tokens if used else 0) - tokens, spent - micros)
    connection.execute(update(days).where(days.c.day == day).values(moved))
    if end is None or used is None:
        return
    row = {
        "day": day,
        "purpose": purpose.value,
        "model": end.model,
        "endpoint": end.endpoint,
        "requests": 1,
        "prompt": used.prompt,
        "cached": used.cached,
        "completion": used.completion,
        "cost_micros": spent,
    }
    _insert(connection, uses, row, adding=_COUNTS)


def _moved(tokens: int, micros: int) -> dict[Any, Any]:
    return {days.c.tokens: days.c.tokens + tokens, days.c.cost_micros: days.c.cost_micros + micros}


def _insert(
    connection: Connection, table: Table, row: dict[str, Any], *, adding: Sequence[str]
) -> None:
    """Insert a row, or add its counts to the row that is there."""
    # SQLite and PostgreSQL write "unless it is there" alike; SQLAlchemy has a construct for each.
    keys = [column.name for column in table.primary_key]
    if connection.dialect.name == "sqlite":
        new = sqlite.insert(table).values(row)
        added = {name: table.c[name] + new.excluded[name] for name in adding}
        connection.execute(
            new.on_conflict_do_update(index_elements=keys, set_=added)
            if added
            else new.on_conflict_do_nothing()
        )
        return
    other = postgresql.insert(table).values(row)
    more = {name: table.c[name] + other.excluded[name] for name in adding}
    connection.execute(
        other.on_conflict_do_update(index_elements=keys, set_=more)
        if more
        else other.on_conflict_do_nothing()
    )


def _used(connection: Connection, first: date, last: date) -> Sequence[Row[Any]]:
    order = (uses.c.day.desc(), *(uses.c[name] for name in _KEY[1:]))
    found = select(uses).where(uses.c.day.between(first, last)).order_by(*order)
    return connection.execute(found).all()


def _of(row: Row[Any]) -> ModelUse:
    return ModelUse(
        day=row.day,
        purpose=Purpose(row.purpose),
        model=row.model,
        endpoint=row.endpoint,
        requests=row.requests,
        prompt=row.prompt,
        cached=row.cached,
        completion=row.completion,
        cost=Decimal(row.cost_micros) / MICRO,
    )


def _micros(cost: Decimal) -> int:
    """Return millionths; a fraction of one counts as one, so that nothing is for free."""
    return int((cost * MICRO).to_integral_value(rounding=ROUND_CEILING))
