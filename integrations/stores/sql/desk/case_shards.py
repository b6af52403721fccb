"""Keep how far the desk's lists have taken in the log: a position for each shard.

All up to a shard's position is taken in for its conversations. `case_position` is the one position
that a version without shards goes by: all up to it is taken in for every conversation. `level`
keeps the two together, so either version goes on where the other one was.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from integrations.stores.sql.desk.case_statements import fold
from integrations.stores.sql.desk.case_tables import case_position, case_shards
from integrations.stores.sql.log.log_reading import newest_position


class OutrunError(Exception):
    """Say that another process read the same events first; undo, read again, fold again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardGroup:
    """Hold the shards that are furthest behind, all at the same position."""

    shards: frozenset[int]
    position: int
    until: int | None  # the position of the next ones, where these join them; None: there are none


def next_group(connection: Connection, shards: Collection[int]) -> ShardGroup | None:
    """Return those of some shards that are furthest behind; None: another fold made the lists."""
    found = connection.execute(select(case_shards)).all()  # 64 short rows: one page of the database
    rows = [row for row in found if row.shard in shards]
    if any(row.fold not in ("", fold()) for row in rows):
        return None
    positions = sorted({row.position for row in rows})
    behind = [row for row in rows if row.position == positions[0]]
    return ShardGroup(
        shards=frozenset(row.shard for row in behind),
        position=positions[0],
        until=positions[1] if len(positions) > 1 else None,
    )


def move(connection: Connection, group: ShardGroup, position: int) -> None:
    """Move the shards of a group on.

    Raises:
        OutrunError: one of them is no longer where it was.
    """
    still = (
        select(case_shards.c.shard)
        .where(case_shards.c.shard.in_(group.shards), case_shards.c.position == group.position)
        .where(case_shards.c.fold.in_(("", fold())))
        .order_by(case_shards.c.shard)  # locked in one order
        .with_for_update()
    )
    if len(connection.execute(still).all()) != len(group.shards):
        raise OutrunError
    _put(connection, group.shards, position)


def level(connection: Connection) -> None:
    """Move the shards and the one position together: each goes on to where the other is.

    While it holds the row of the one position, no version can start over.
    """
    one = connection.execute(select(case_position).with_for_update()).one()
    if one.fold not in ("", fold()):
        return
    behind = (
        select(case_shards.c.shard)
        .where(case_shards.c.position < one.position)
        .order_by(case_shards.c.shard)
        .with_for_update()
    )
    _put(connection, connection.execute(behind).scalars().all(), one.position)
    lowest = connection.execute(select(func.min(case_shards.c.position))).scalar_one()
    if lowest > one.position:
        connection.execute(update(case_position).values(position=lowest, fold=fold()))


def is_level(connection: Connection) -> bool:
    """Return whether the one position is where the last shards are."""
    lowest = select(func.min(case_shards.c.position)).scalar_subquery()
    return bool(connection.execute(select(case_position.c.position == lowest)).scalar_one())


def start_over(connection: Connection) -> None:
    """Move every position to the log's beginning; the shards go by the migration's trigger."""
    connection.execute(update(case_position).values(position=0, fold=fold()))


def is_current(connection: Connection) -> bool:
    """Return whether the lists were made by this version's fold; empty ones were."""
    folds = {*connection.execute(select(case_shards.c.fold)).scalars()}
    folds |= {*connection.execute(select(case_position.c.fold)).scalars()}
    return folds <= {"", fold()}


def lag(connection: Connection) -> int:
    """Return how many positions of the log the shard that is furthest behind has yet to take in."""
    newest = newest_position(connection)
    lowest: int = connection.execute(select(func.min(case_shards.c.position))).scalar_one()
    one: int = connection.execute(select(case_position.c.position)).scalar_one()
    return max(newest - max(lowest, one), 0)


def _put(connection: Connection, shards: Collection[int], position: int) -> None:
    if shards:
        moved = update(case_shards).where(case_shards.c.shard.in_(shards))
        connection.execute(moved.values(position=position, fold=fold()))
