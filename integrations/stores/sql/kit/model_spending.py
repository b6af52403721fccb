"""Implement the port `Spending` on the event log's database."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, Decimal
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, true, update

from assistant.kit.model.model_budget import Budget, ModelUse
from assistant.kit.model.ports import Completed, Purpose
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.kit.model_tables import MICRO, days, uses
from integrations.stores.sql.shared_statements import insert_new, insert_or_update

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
        order = (uses.c.day.desc(), *(uses.c[name] for name in _KEY[1:]))
        found = select(uses).where(uses.c.day.between(first, last)).order_by(*order)
        return [_of(row) for row in await fetch(self._database, found)]


def _reserve(connection: Connection, day: date, tokens: int, micros: int, budget: Budget) -> bool:
    insert_new(connection, days, {"day": day, "tokens": 0, "cost_micros": 0})
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
    insert_or_update(connection, uses, row, adding=_COUNTS)


def _moved(tokens: int, micros: int) -> dict[Any, Any]:
    return {days.c.tokens: days.c.tokens + tokens, days.c.cost_micros: days.c.cost_micros + micros}


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
