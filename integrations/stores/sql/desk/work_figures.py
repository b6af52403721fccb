"""Read how much work waits, and how far the desk's lists are behind, for the metrics."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from assistant.desk.ports import ListsLag
from integrations.stores.sql.database import Database
from integrations.stores.sql.desk import case_shards
from integrations.stores.sql.log.log_reading import newest_position
from integrations.stores.sql.log.stuck_tables import stuck_work
from integrations.stores.sql.tables import aware, events, pending


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFigures:
    """Hold how much waits for one thing, and since when the oldest of it does."""

    count: int
    oldest: datetime  # aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFigures:
    """Hold the figures of all work of a moment."""

    waiting: Mapping[str, WaitingFigures]  # by what it waits for: answer, person, delivery, order
    dead_letters: int
    projector_lag: int  # positions of the log that the last shard has yet to take in


async def read_work_figures(database: Database) -> WorkFigures:
    """Return the figures as of now.

    Raises:
        LogUnavailableError: the log cannot be read.
    """
    return await database.read(_read)


async def read_lists_lag(database: Database) -> ListsLag | None:
    """Return how far the desk's lists are behind as of now; None: they show the whole log.

    Raises:
        LogUnavailableError: the log cannot be read.
    """
    return await database.read(_read_lag)


def _read_lag(connection: Connection) -> ListsLag | None:
    behind = case_shards.lag(connection)
    if not behind:
        return None
    first = newest_position(connection) - behind
    left = select(events.c.at).where(events.c.position > first).order_by(events.c.position)
    at = connection.execute(left.limit(1)).scalar()
    return ListsLag(events=behind, since=aware(at)) if at is not None else None


def _read(connection: Connection) -> WorkFigures:
    by_kind = select(pending.c.waits_for, func.count(), func.min(pending.c.at))
    rows = connection.execute(by_kind.group_by(pending.c.waits_for)).all()
    dead = select(func.count()).where(
        stuck_work.c.dead_at.is_not(None), stuck_work.c.put_away_at.is_(None)
    )
    return WorkFigures(
        waiting={kind: WaitingFigures(count=n, oldest=aware(at)) for kind, n, at in rows},
        dead_letters=connection.execute(dead).scalar_one(),
        projector_lag=case_shards.lag(connection),
    )
