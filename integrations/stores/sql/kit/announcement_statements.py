"""Run the announcement book's transactions, on SQLite and PostgreSQL alike."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    select,
    tuple_,
    update,
)

from assistant.kit.announcing.types import (
    Announcement,
    AnnouncementId,
    AnnouncementType,
    Delivery,
    DeliveryState,
    SubscriberId,
    TakenDelivery,
)
from integrations.stores.sql.kit import subscriber_codec as codec
from integrations.stores.sql.kit.announcement_tables import announcements, deliveries, subscribers
from integrations.stores.sql.shared_statements import insert_new
from integrations.stores.sql.tables import aware

_WAITS = deliveries.c.settled_at.is_(None)
_SAME = announcements.c.announcement_id == deliveries.c.announcement_id
_TOLD = exists(select(deliveries.c.announcement_id).where(_SAME))


def drop(connection: Connection, subscriber_id: SubscriberId) -> bool:
    """Forget a subscriber and its deliveries."""
    connection.execute(delete(deliveries).where(deliveries.c.subscriber_id == subscriber_id))
    mine = subscribers.c.subscriber_id == subscriber_id
    return connection.execute(delete(subscribers).where(mine)).rowcount > 0


def put(connection: Connection, announcement: Announcement, only: Collection[SubscriberId]) -> bool:
    """Keep an announcement with a delivery for each who wants it, unless its id is known."""
    row = {
        "announcement_id": announcement.announcement_id,
        "type": announcement.type,
        "at": announcement.at,
        "data": orjson.dumps(announcement.data).decode(),
    }
    if not insert_new(connection, announcements, row):
        return False
    found = connection.execute(select(subscribers)).all()
    to = [
        one.subscriber_id
        for one in found
        if one.subscriber_id in only
        or (not only and codec.wants(one, announcement.type, announcement.at))
    ]
    if to:
        connection.execute(insert(deliveries), [_new(announcement, one) for one in to])
    return True


def _new(announcement: Announcement, subscriber_id: str) -> Mapping[str, object]:
    return {
        "announcement_id": announcement.announcement_id,
        "subscriber_id": subscriber_id,
        "state": DeliveryState.WAITING,
        "attempts": 0,
        "due_at": announcement.at,
        "answer": "",
    }


def is_any_due(connection: Connection, now: datetime) -> bool:
    """Return whether `take` would find anything."""
    due = select(deliveries.c.due_at).where(_WAITS, deliveries.c.due_at <= now).limit(1)
    return connection.execute(due).first() is not None


def take(connection: Connection, now: datetime, until: datetime, limit: int) -> list[TakenDelivery]:
    """Hold the deliveries that are due, until a time."""
    due = (
        select(deliveries.c.announcement_id, deliveries.c.subscriber_id)
        .where(_WAITS, deliveries.c.due_at <= now)
        .order_by(deliveries.c.due_at, deliveries.c.announcement_id, deliveries.c.subscriber_id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # PostgreSQL; on SQLite the transaction excludes others
    )
    keys = [(row.announcement_id, row.subscriber_id) for row in connection.execute(due)]
    if not keys:
        return []
    mine = tuple_(deliveries.c.announcement_id, deliveries.c.subscriber_id).in_(keys)
    held = {"due_at": until, "attempts": deliveries.c.attempts + 1}
    connection.execute(update(deliveries).where(mine).values(held))
    both = select(announcements, deliveries.c.subscriber_id, deliveries.c.attempts).where(mine)
    rows = connection.execute(both.join(deliveries, _SAME))
    taken = {(row.announcement_id, row.subscriber_id): _taken(row) for row in rows}
    return [taken[key] for key in keys]


def _taken(row: Row[Any]) -> TakenDelivery:
    return TakenDelivery(
        announcement=_announcement(row),
        subscriber_id=SubscriberId(row.subscriber_id),
        attempt=row.attempts,
    )


def _announcement(row: Row[Any]) -> Announcement:
    return Announcement(
        announcement_id=AnnouncementId(row.announcement_id),
        type=AnnouncementType(row.type),
        at=aware(row.at),
        data=orjson.loads(row.data),
    )


def change(connection: Connection, taken: TakenDelivery, values: Mapping[str, object]) -> None:
    """Change a delivery that waits."""
    mine = and_(
        deliveries.c.announcement_id == taken.announcement.announcement_id,
        deliveries.c.subscriber_id == taken.subscriber_id,
        _WAITS,
    )
    connection.execute(update(deliveries).where(mine).values(values))


def listed(
    connection: Connection,
    subscriber_id: SubscriberId | None,
    state: DeliveryState | None,
    limit: int,
) -> list[Delivery]:
    """Return deliveries, the newest happening first."""
    query = select(deliveries, announcements.c.type, announcements.c.at)
    query = query.join(announcements, _SAME)
    if subscriber_id is not None:
        query = query.where(deliveries.c.subscriber_id == subscriber_id)
    if state is not None:
        query = query.where(deliveries.c.state == state)
    order = (
        announcements.c.at.desc(),
        deliveries.c.announcement_id,
        deliveries.c.subscriber_id,
    )
    return [_delivery(row) for row in connection.execute(query.order_by(*order).limit(limit))]


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        announcement_id=AnnouncementId(row.announcement_id),
        subscriber_id=SubscriberId(row.subscriber_id),
        type=AnnouncementType(row.type),
        at=aware(row.at),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due_at=aware(row.due_at),
        answer=row.answer,
    )


def dead(connection: Connection) -> dict[SubscriberId, int]:
    """Return how many deliveries were given up, by subscriber."""
    mine = deliveries.c.subscriber_id
    given_up = (
        select(mine, func.count()).where(deliveries.c.state == DeliveryState.DEAD).group_by(mine)
    )
    return {SubscriberId(name): count for name, count in connection.execute(given_up)}


def named(
    connection: Connection, ids: Collection[AnnouncementId]
) -> dict[AnnouncementId, Announcement]:
    """Return announcements by id."""
    some = announcements.c.announcement_id.in_(ids)
    found = map(_announcement, connection.execute(select(announcements).where(some)))
    return {one.announcement_id: one for one in found}


def replay(
    connection: Connection,
    subscriber_id: SubscriberId,
    announcement_id: AnnouncementId | None,
    now: datetime,
) -> int:
    """Let settled deliveries wait again."""
    which = deliveries.c.state == DeliveryState.DEAD
    if announcement_id is not None:
        which = and_(deliveries.c.announcement_id == announcement_id, ~_WAITS)
    again = {"state": DeliveryState.WAITING, "attempts": 0, "due_at": now, "settled_at": None}
    mine = deliveries.c.subscriber_id == subscriber_id
    return connection.execute(update(deliveries).where(mine, which).values(again)).rowcount


def is_any_old(connection: Connection, before: datetime) -> bool:
    """Return whether `forget` would find anything."""
    return any(connection.execute(one).first() is not None for one in old(before))


def old(before: datetime) -> tuple[Select[Any], ...]:
    """Return the queries for anything old; idle workers ask all the time."""
    settled = select(deliveries.c.due_at).where(deliveries.c.settled_at < before).limit(1)
    alone = select(announcements.c.at).where(announcements.c.at < before, ~_TOLD).limit(1)
    return settled, alone


def forget(connection: Connection, before: datetime) -> int:
    """Erase old deliveries, then announcements that nobody is to be told of any more."""
    gone = connection.execute(delete(deliveries).where(deliveries.c.settled_at < before)).rowcount
    connection.execute(delete(announcements).where(announcements.c.at < before, ~_TOLD))
    return gone
