"""Change subscribers as people ask: add, test, replace a secret, replay lost deliveries."""

import secrets
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace

from assistant.conversation.message import Language
from assistant.kit.announcing.ports import (
    AnnouncementBook,
    SubscriberConflictError,
    UnknownSubscriberError,
)
from assistant.kit.announcing.public_addresses import check_url
from assistant.kit.announcing.signatures import new_secret
from assistant.kit.announcing.types import (
    DEFAULT_TYPES,
    EVERY_TYPE,
    Announcement,
    AnnouncementId,
    AnnouncementType,
    Subscriber,
    SubscriberId,
    SubscriberKind,
)
from assistant.ports import Clock

_TRIES = 5  # of a change that others come before


class UnreadableSubscriberError(Exception):
    """Say that another key sealed the subscriber: it can be removed, not changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriptions:
    """Change subscribers as people ask.

    Methods that name a subscriber raise `UnknownSubscriberError`, those that change one also
    `UnreadableSubscriberError`, and all `LogUnavailableError`.
    """

    book: AnnouncementBook
    clock: Clock
    allow_private: bool = False

    async def add(
        self,
        url: str,
        *,
        kind: SubscriberKind,
        types: Collection[AnnouncementType] = (),
        language: Language = "fr",
    ) -> Subscriber:
        """Add a subscriber; without `types` it is told of the usual types of its kind.

        Raises:
            AddressRefusedError: the address may not be posted to; the message says why.
        """
        check_url(url.strip(), allow_private=self.allow_private)
        added = Subscriber(
            subscriber_id=SubscriberId(f"wh-{secrets.token_hex(6)}"),
            kind=kind,
            url=url.strip(),
            types=frozenset(types) & EVERY_TYPE or DEFAULT_TYPES[kind],
            language=language,
            secrets=(new_secret(),) if kind is SubscriberKind.STANDARD else (),
            added_at=self.clock.now(),
        )
        await self.book.keep(added)
        return added

    async def rotate(self, subscriber_id: SubscriberId) -> Subscriber:
        """Give a subscriber a new secret; posts are signed with the old one, too, for a day."""
        secret, now = new_secret(), self.clock.now()

        def rotate(found: Subscriber) -> Subscriber:
            return found.rotated(secret, now) if found.kind is SubscriberKind.STANDARD else found

        return await self._change(subscriber_id, rotate)

    async def choose(
        self, subscriber_id: SubscriberId, types: Collection[AnnouncementType]
    ) -> Subscriber:
        """Choose the types that a subscriber is told of; none: the usual types of its kind."""
        return await self._change(
            subscriber_id,
            lambda found: replace(
                found, types=frozenset(types) & EVERY_TYPE or DEFAULT_TYPES[found.kind]
            ),
        )

    async def test(self, subscriber_id: SubscriberId) -> AnnouncementId:
        """Send a test announcement to a subscriber, although no subscriber chooses its type."""
        await self.find(subscriber_id)
        announcement = Announcement(
            announcement_id=AnnouncementId(f"test_{secrets.token_hex(8)}"),
            type=AnnouncementType.TEST,
            at=self.clock.now(),
            data={"test": True},
        )
        await self.book.put(announcement, only={subscriber_id})
        return announcement.announcement_id

    async def enable(self, subscriber_id: SubscriberId) -> Subscriber:
        """Post to a subscriber again, after its server had said that it was gone."""
        return await self._change(subscriber_id, lambda found: replace(found, disabled=""))

    async def replay(
        self, subscriber_id: SubscriberId, announcement_id: AnnouncementId | None = None
    ) -> int:
        """Post one announcement again, or all that were given up; return how many."""
        await self.find(subscriber_id)
        return await self.book.replay(
            subscriber_id, announcement_id=announcement_id, now=self.clock.now()
        )

    async def remove(self, subscriber_id: SubscriberId) -> None:
        """Remove a subscriber with its deliveries."""
        if not await self.book.drop(subscriber_id):
            raise UnknownSubscriberError(subscriber_id)

    async def find(self, subscriber_id: SubscriberId) -> Subscriber:
        """Return a subscriber by its id."""
        found = await self.book.subscriber(subscriber_id)
        if found is None:
            raise UnknownSubscriberError(subscriber_id)
        return found

    async def _change(
        self, subscriber_id: SubscriberId, change: Callable[[Subscriber], Subscriber]
    ) -> Subscriber:
        """Store the subscriber that `change` returns, and try again if it was changed meanwhile.

        A subscriber that was removed meanwhile stays removed.
        """
        for _ in range(_TRIES):
            found = await self.find(subscriber_id)
            if not found.readable:
                raise UnreadableSubscriberError(subscriber_id)
            changed = replace(change(found), version=found.version + 1)
            with suppress(SubscriberConflictError):
                await self.book.keep(changed, expected_version=found.version)
                return changed
        raise SubscriberConflictError(subscriber_id)
