"""Declare the ports of announcing: a book that outlives crashes, and a client that posts."""

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
    """Say that there is no subscriber of this id."""


class SubscriberConflictError(PortError):
    """Say that somebody else changed or removed the subscriber: read it again and decide again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostAnswer:
    """Hold the answer of a subscriber's server; its body is not read."""

    status: int  # of HTTP
    retry_after_s: float = 0.0  # at least, before another attempt


class NotPostedError(Exception):
    """Say why no answer came, without naming the address; the same post may work later."""


class Post(Protocol):
    """Post to an address and no other: it follows no redirect."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> PostAnswer:
        """Post a body to an address once.

        Raises:
            NotPostedError: there was no answer in time, or the address may not be posted to.
        """
        ...


class AnnouncementBook(Protocol):
    """Keep subscribers and their deliveries; every method may raise `LogUnavailableError`."""

    async def subscribers(self) -> Sequence[Subscriber]:
        """Return all subscribers in the order they were added; some may not be `readable`."""
        ...

    async def subscriber(self, subscriber_id: SubscriberId) -> Subscriber | None: ...

    async def keep(self, subscriber: Subscriber, *, expected_version: int | None = None) -> None:
        """Store a subscriber; `expected_version` None: it must be new.

        Raises:
            SubscriberConflictError: the stored subscriber has another version, or is gone.
        """
        ...

    async def drop(self, subscriber_id: SubscriberId) -> bool:
        """Delete a subscriber and its deliveries; return False if there is none."""
        ...

    async def is_wanted(self, *types: AnnouncementType) -> bool:
        """Return whether any subscriber would be told of one of these now."""
        ...

    async def put(self, announcement: Announcement, *, only: Collection[SubscriberId] = ()) -> bool:
        """Store a delivery for each subscriber who wants the announcement, or for each of `only`.

        Those of `only` are told whatever they want. An announcement's id counts once, until
        `forget` is
        called: return whether it is new. The announcement is stored for all of them, or for none.
        """
        ...

    async def take(self, now: datetime, *, until: datetime, limit: int) -> Sequence[TakenDelivery]:
        """Return deliveries that are due, oldest first; nobody else gets them before `until`."""
        ...

    async def settle(
        self, taken: TakenDelivery, *, state: DeliveryState, answer: str, at: datetime
    ) -> None:
        """Settle a delivery, if it still waits."""
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
        """Return the announcements of `ids` that exist."""
        ...

    async def replay(
        self,
        subscriber_id: SubscriberId,
        *,
        announcement_id: AnnouncementId | None = None,
        now: datetime,
    ) -> int:
        """Start a settled delivery again, or all dead ones; return how many."""
        ...

    async def forget(self, before: datetime) -> int:
        """Delete the deliveries settled before `before`; return how many."""
        ...
