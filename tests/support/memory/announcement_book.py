"""The announcement book in memory, for tests: nothing outlives the process."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

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

_Key = tuple[AnnouncementId, SubscriberId]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    delivery: Delivery
    settled_at: datetime | None = None


class MemoryAnnouncementBook:
    """An `AnnouncementBook` for one event loop."""

    def __init__(self) -> None:
        self._subscribers: dict[SubscriberId, Subscriber] = {}
        self._announcements: dict[AnnouncementId, Announcement] = {}
        self._kept: dict[_Key, _Kept] = {}

    async def subscribers(self) -> Sequence[Subscriber]:
        return sorted(self._subscribers.values(), key=lambda one: (one.added_at, one.subscriber_id))

    async def subscriber(self, subscriber_id: SubscriberId) -> Subscriber | None:
        return self._subscribers.get(subscriber_id)

    async def keep(self, subscriber: Subscriber, *, expected_version: int | None = None) -> None:
        stored = self._subscribers.get(subscriber.subscriber_id)
        if (stored.version if stored else None) != expected_version:
            raise SubscriberConflictError(subscriber.subscriber_id)
        self._subscribers[subscriber.subscriber_id] = subscriber

    async def drop(self, subscriber_id: SubscriberId) -> bool:
        for key in [key for key in self._kept if key[1] == subscriber_id]:
            del self._kept[key]
        return self._subscribers.pop(subscriber_id, None) is not None

    async def is_wanted(self, *types: AnnouncementType) -> bool:
        every = self._subscribers.values()
        return any(not one.types.isdisjoint(types) and not one.disabled for one in every)

    async def put(self, announcement: Announcement, *, only: Collection[SubscriberId] = ()) -> bool:
        if announcement.announcement_id in self._announcements:
            return False
        self._announcements[announcement.announcement_id] = announcement
        for one in self._subscribers.values():
            named = one.subscriber_id in only
            if named or (not only and one.wants(announcement.type, announcement.at)):
                delivery = Delivery(
                    announcement_id=announcement.announcement_id,
                    subscriber_id=one.subscriber_id,
                    type=announcement.type,
                    at=announcement.at,
                    state=DeliveryState.WAITING,
                    attempts=0,
                    due_at=announcement.at,
                    answer="",
                )
                self._kept[_key(delivery)] = _Kept(delivery=delivery)
        return True

    async def take(self, now: datetime, *, until: datetime, limit: int) -> Sequence[TakenDelivery]:
        waiting = [one.delivery for one in self._kept.values()]
        due = [one for one in waiting if one.state is DeliveryState.WAITING and one.due_at <= now]
        due.sort(key=lambda one: (one.due_at, one.announcement_id, one.subscriber_id))
        taken = []
        for one in due[:limit]:
            held = replace(one, due_at=until, attempts=one.attempts + 1)
            self._kept[_key(one)] = _Kept(delivery=held)
            taken.append(
                TakenDelivery(
                    announcement=self._announcements[one.announcement_id],
                    subscriber_id=one.subscriber_id,
                    attempt=held.attempts,
                )
            )
        return taken

    async def settle(
        self, taken: TakenDelivery, *, state: DeliveryState, answer: str, at: datetime
    ) -> None:
        one = self._waiting(taken)
        if one is not None:
            settled = replace(one, state=state, answer=answer)
            self._kept[_key(one)] = _Kept(delivery=settled, settled_at=at)

    async def postpone(self, taken: TakenDelivery, *, until: datetime, answer: str) -> None:
        one = self._waiting(taken)
        if one is not None:
            later = replace(one, due_at=until, answer=answer)
            self._kept[_key(one)] = _Kept(delivery=later)

    async def deliveries(
        self,
        *,
        subscriber_id: SubscriberId | None = None,
        state: DeliveryState | None = None,
        limit: int,
    ) -> Sequence[Delivery]:
        found = [
            one.delivery
            for one in self._kept.values()
            if subscriber_id in (None, one.delivery.subscriber_id)
            and state in (None, one.delivery.state)
        ]
        found.sort(key=lambda one: (one.announcement_id, one.subscriber_id))
        return sorted(found, key=lambda one: one.at, reverse=True)[:limit]

    async def dead(self) -> Mapping[SubscriberId, int]:
        given_up = (one.delivery for one in self._kept.values())
        return Counter(one.subscriber_id for one in given_up if one.state is DeliveryState.DEAD)

    async def announcements(
        self, ids: Collection[AnnouncementId]
    ) -> Mapping[AnnouncementId, Announcement]:
        return {one: self._announcements[one] for one in ids if one in self._announcements}

    async def replay(
        self,
        subscriber_id: SubscriberId,
        *,
        announcement_id: AnnouncementId | None = None,
        now: datetime,
    ) -> int:
        again = [
            one.delivery
            for one in self._kept.values()
            if one.delivery.subscriber_id == subscriber_id
            and (
                one.delivery.state is DeliveryState.DEAD
                if announcement_id is None
                else one.delivery.announcement_id == announcement_id
                and one.delivery.state is not DeliveryState.WAITING
            )
        ]
        for one in again:
            anew = replace(one, state=DeliveryState.WAITING, attempts=0, due_at=now)
            self._kept[_key(one)] = _Kept(delivery=anew)
        return len(again)

    async def forget(self, before: datetime) -> int:
        old = [
            key
            for key, one in self._kept.items()
            if one.settled_at is not None and one.settled_at < before
        ]
        for key in old:
            del self._kept[key]
        still = {key[0] for key in self._kept}
        for name, one in list(self._announcements.items()):
            if one.at < before and name not in still:
                del self._announcements[name]
        return len(old)

    def _waiting(self, taken: TakenDelivery) -> Delivery | None:
        kept = self._kept.get((taken.announcement.announcement_id, taken.subscriber_id))
        if kept is None or kept.delivery.state is not DeliveryState.WAITING:
            return None
        return kept.delivery


def _key(delivery: Delivery) -> _Key:
    return delivery.announcement_id, delivery.subscriber_id
