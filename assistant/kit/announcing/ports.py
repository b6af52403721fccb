"""What announcing needs from outside: a book that outlives crashes, and somebody who posts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

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
from assistant.ports import PortError


class UnknownSubscriberError(PortError):
    """There is no subscriber of this id."""


class SubscriberConflictError(PortError):
    """Somebody else changed or removed the subscriber: read it again, decide again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostAnswer:
    """What a subscriber's server said; its body is not read."""

    status: int  # of HTTP
    retry_after_s: float = 0.0  # at least, before another attempt


class NotPostedError(Exception):
    """No answer came; the message says why, without the address. The same may work later."""


class Post(Protocol):
    """Posts to an address and no other: it follows no redirect."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> PostAnswer:
        """Post once.

        Raises:
            NotPostedError: there was no answer in time, or the address may not be posted to.
        """
        ...


class AnnouncementBook(Protocol):
    """Subscribers, and what they are to be told. Methods may raise `LogUnavailableError`."""

    async def subscribers(self) -> Sequence[Subscriber]:
        """Return them in the order they were added; some may not be `readable`."""
        ...

    async def subscriber(self, subscriber_id: SubscriberId) -> Subscriber | None: ...

    async def keep(self, subscriber: Subscriber, *, expected_version: int | None = None) -> None:
        """Store one; `expected_version` None: it must be new.

        Raises:
            SubscriberConflictError: what is stored has another version, or is gone.
        """
        ...

    async def drop(self, subscriber_id: SubscriberId) -> bool:
        """Forget one and all it was to be told; False: there is none."""
        ...

    async def is_wanted(self, *types: AnnouncementType) -> bool:
        """Return whether any subscriber would be told of one of these now."""
        ...

    async def put(self, announcement: Announcement, *, only: Collection[SubscriberId] = ()) -> bool:
        """Have every subscriber who wants it told, or `only` some, whatever they want.

        An id counts once, whoever puts it and how often, until `forget` is called: returns
        whether it is new. It is durable for all of them, or for none.
        """
        ...

    async def take(self, now: datetime, *, until: datetime, limit: int) -> Sequence[TakenDelivery]:
        """Return deliveries that are due, oldest first; nobody else gets them before `until`."""
        ...

    async def settle(
        self, taken: TakenDelivery, *, state: DeliveryState, answer: str, at: datetime
    ) -> None:
        """End the wait of a delivery that still waits."""
        ...

    async def postpone(self, taken: TakenDelivery, *, until: datetime, answer: str) -> None:
        """Let a delivery be taken again from `until` on."""
        ...

    async def deliveries(
        self,
        *,
        subscriber_id: SubscriberId | None = None,
        state: DeliveryState | None = None,
        limit: int,
    ) -> Sequence[Delivery]:
        """Return deliveries, the newest happening first."""
        ...

    async def dead(self) -> Mapping[SubscriberId, int]:
        """Return how many deliveries were given up, of each subscriber that lost any."""
        ...

    async def announcements(
        self, ids: Collection[AnnouncementId]
    ) -> Mapping[AnnouncementId, Announcement]:
        """Return those of `ids` that there are."""
        ...

    async def replay(
        self,
        subscriber_id: SubscriberId,
        *,
        announcement_id: AnnouncementId | None = None,
        now: datetime,
    ) -> int:
        """Begin anew with a settled delivery, or with all dead ones; return how many."""
        ...

    async def forget(self, before: datetime) -> int:
        """Erase what was settled before `before`; return how many deliveries."""
        ...
