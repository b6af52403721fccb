"""Implement the port `AnnouncementBook` on the event log's database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import select

from assistant.kit.announcing.ports import SubscriberConflictError
from assistant.kit.announcing.types import (
    Announcement,
    AnnouncementId,
    AnnouncementType,
    Delivery,
    DeliveryState,
    Subscriber,
    SubscriberId,
    TakenDelivery,
)
from assistant.messages.channels.secret_seal import Seal
from integrations.stores.sql.database import Database, fetch
from integrations.stores.sql.kit import announcement_statements as statements
from integrations.stores.sql.kit import subscriber_codec as codec
from integrations.stores.sql.kit.announcement_tables import subscribers
from integrations.stores.sql.shared_statements import put_version

_END = datetime.max.replace(tzinfo=UTC)  # after everything was added


class SqlAnnouncementBook:
    """Keep an `AnnouncementBook` that any number of processes may have open."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def subscribers(self) -> Sequence[Subscriber]:
        order = (subscribers.c.added_at, subscribers.c.subscriber_id)
        rows = await fetch(self._database, select(subscribers).order_by(*order))
        return [codec.of_row(row, self._seal) for row in rows]

    async def subscriber(self, subscriber_id: SubscriberId) -> Subscriber | None:
        mine = subscribers.c.subscriber_id == subscriber_id
        rows = await fetch(self._database, select(subscribers).where(mine))
        return codec.of_row(rows[0], self._seal) if rows else None

    async def keep(self, subscriber: Subscriber, *, expected_version: int | None = None) -> None:
        row = codec.to_row(subscriber, self._seal)
        work = partial(put_version, table=subscribers, row=row, expected_version=expected_version)
        if not await self._database.write(work):
            raise SubscriberConflictError(subscriber.subscriber_id)

    async def drop(self, subscriber_id: SubscriberId) -> bool:
        return await self._database.write(partial(statements.drop, subscriber_id=subscriber_id))

    async def is_wanted(self, *types: AnnouncementType) -> bool:
        rows = await fetch(self._database, select(subscribers))
        return any(codec.wants(row, type_, _END) for row in rows for type_ in types)

    async def put(self, announcement: Announcement, *, only: Collection[SubscriberId] = ()) -> bool:
        work = partial(statements.put, announcement=announcement, only=only)
        return await self._database.write(work)

    async def take(self, now: datetime, *, until: datetime, limit: int) -> Sequence[TakenDelivery]:
        if not await self._database.read(partial(statements.is_any_due, now=now)):
            return ()  # almost always; a look takes no write lock
        work = partial(statements.take, now=now, until=until, limit=limit)
        return await self._database.write(work)

    async def settle(
        self, taken: TakenDelivery, *, state: DeliveryState, answer: str, at: datetime
    ) -> None:
        values = {"state": state, "answer": answer, "settled_at": at}
        await self._database.write(partial(statements.change, taken=taken, values=values))

    async def postpone(self, taken: TakenDelivery, *, until: datetime, answer: str) -> None:
        values = {"due_at": until, "answer": answer}
        await self._database.write(partial(statements.change, taken=taken, values=values))

    async def deliveries(
        self,
        *,
        subscriber_id: SubscriberId | None = None,
        state: DeliveryState | None = None,
        limit: int,
    ) -> Sequence[Delivery]:
        work = partial(statements.listed, subscriber_id=subscriber_id, state=state, limit=limit)
        return await self._database.read(work)

    async def dead(self) -> Mapping[SubscriberId, int]:
        return await self._database.read(statements.dead)

    async def announcements(
        self, ids: Collection[AnnouncementId]
    ) -> Mapping[AnnouncementId, Announcement]:
        return await self._database.read(partial(statements.named, ids=ids))

    async def replay(
        self,
        subscriber_id: SubscriberId,
        *,
        announcement_id: AnnouncementId | None = None,
        now: datetime,
    ) -> int:
        work = partial(
            statements.replay,
            subscriber_id=subscriber_id,
            announcement_id=announcement_id,
            now=now,
        )
        return await self._database.write(work)

    async def forget(self, before: datetime) -> int:
        if not await self._database.read(partial(statements.is_any_old, before=before)):
            return 0
        return await self._database.write(partial(statements.forget, before=before))
