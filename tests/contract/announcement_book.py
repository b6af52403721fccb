"""What every `AnnouncementBook` does. Inherit `AnnouncementBookContract` and override `book`."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.kit.announcing.ports import AnnouncementBook, SubscriberConflictError
from assistant.kit.announcing.types import (
    AnnouncementId,
    AnnouncementType,
    DeliveryState,
    SubscriberId,
    SubscriberKind,
    TakenDelivery,
)
from tests.support.simulators.webhook_subscriber import NOON, OTHER_SECRET, announcement, subscriber

SOON = NOON + timedelta(minutes=5)
LATER = NOON + timedelta(days=40)


class AnnouncementBookContract:
    @pytest.fixture
    def book(self) -> AnnouncementBook:
        raise NotImplementedError

    async def take(self, book: AnnouncementBook, *, limit: int = 9) -> list[TakenDelivery]:
        return list(await book.take(SOON, until=SOON + timedelta(minutes=5), limit=limit))

    async def test_a_subscriber_comes_back_as_it_was_kept(self, book: AnnouncementBook) -> None:
        first = subscriber("s1").rotated(OTHER_SECRET, SOON)
        second = subscriber(
            "s2",
            kind=SubscriberKind.SLACK,
            types=frozenset({AnnouncementType.DIGEST_READY}),
            language="en",
            added_at=SOON,
        )
        for one in (second, first):
            await book.keep(one)

        assert list(await book.subscribers()) == [first, second]
        assert await book.subscriber(SubscriberId("s2")) == second
        assert await book.subscriber(SubscriberId("s3")) is None

    async def test_what_is_known_of_a_subscriber_is_replaced(self, book: AnnouncementBook) -> None:
        await book.keep(subscriber())
        await book.keep(subscriber(disabled="gone", version=1), expected_version=0)

        assert [one.disabled for one in await book.subscribers()] == ["gone"]

    async def test_a_subscriber_that_was_changed_or_removed_meanwhile_is_not_replaced(
        self, book: AnnouncementBook
    ) -> None:
        rotated = replace(subscriber().rotated(OTHER_SECRET, SOON), version=1)
        await book.keep(subscriber())
        await book.keep(rotated, expected_version=0)
        for expected in (None, 0):
            with pytest.raises(SubscriberConflictError):
                await book.keep(subscriber(version=1), expected_version=expected)
        assert list(await book.subscribers()) == [rotated]

        await book.drop(SubscriberId("s1"))
        with pytest.raises(SubscriberConflictError):
            await book.keep(replace(rotated, version=2), expected_version=1)
        assert list(await book.subscribers()) == []

    async def test_who_wants_it_is_told_and_nobody_else(self, book: AnnouncementBook) -> None:
        for one in (
            subscriber("wants"),
            subscriber("other", types=frozenset({AnnouncementType.DIGEST_READY})),
            subscriber("off", disabled="gone"),
            subscriber("newer", added_at=SOON),
        ):
            await book.keep(one)

        assert await book.put(announcement())

        [taken] = await self.take(book)
        assert taken.subscriber_id == "wants"
        assert taken.announcement == announcement()
        assert taken.attempt == 1

    async def test_whether_anybody_wants_a_type_is_known(self, book: AnnouncementBook) -> None:
        assert not await book.is_wanted(AnnouncementType.DIGEST_READY)
        await book.keep(subscriber(types=frozenset({AnnouncementType.DIGEST_READY})))
        assert await book.is_wanted(AnnouncementType.DIGEST_READY)
        assert not await book.is_wanted(AnnouncementType.INSIGHT_DONE)
        assert await book.is_wanted(AnnouncementType.INSIGHT_DONE, AnnouncementType.DIGEST_READY)
        await book.keep(subscriber(disabled="gone", version=1), expected_version=0)
        assert not await book.is_wanted(AnnouncementType.DIGEST_READY)

    async def test_an_announcement_is_put_once_per_id(self, book: AnnouncementBook) -> None:
        await book.keep(subscriber())

        results = await asyncio.gather(*(book.put(announcement()) for _ in range(6)))

        assert sorted(results) == [False] * 5 + [True]
        assert len(await self.take(book)) == 1

    async def test_some_are_told_whatever_they_want(self, book: AnnouncementBook) -> None:
        await book.keep(subscriber("s1", types=frozenset()))
        await book.keep(subscriber("s2"))

        await book.put(announcement(), only={SubscriberId("s1")})

        assert [one.subscriber_id for one in await self.take(book)] == ["s1"]

    async def test_many_senders_share_without_overlap(self, book: AnnouncementBook) -> None:
        await book.keep(subscriber())
        names = {f"a{number:02}" for number in range(12)}
        for name in sorted(names):
            await book.put(announcement(name))

        shares = await asyncio.gather(*(self.take(book, limit=4) for _ in range(5)))

        taken = [one.announcement.announcement_id for share in shares for one in share]
        assert len(taken) == len(set(taken))
        taken += [one.announcement.announcement_id for one in await self.take(book, limit=20)]
        assert set(taken) == names

    async def test_what_is_taken_comes_again_when_its_time_is_up(
        self, book: AnnouncementBook
    ) -> None:
        await book.keep(subscriber())
        await book.put(announcement())
        await self.take(book)

        assert await self.take(book) == []
        again = await book.take(SOON + timedelta(minutes=5), until=LATER, limit=9)
        assert [one.attempt for one in again] == [2]

    async def test_what_is_postponed_comes_when_it_is_due(self, book: AnnouncementBook) -> None:
        await book.keep(subscriber())
        await book.put(announcement())
        [taken] = await self.take(book)
        await book.postpone(taken, until=SOON, answer="503")

        [delivery] = await book.deliveries(limit=9)
        assert (delivery.state, delivery.answer) == (DeliveryState.WAITING, "503")
        assert len(await self.take(book)) == 1

    async def test_what_is_settled_is_done_with(self, book: AnnouncementBook) -> None:
        await book.keep(subscriber())
        await book.put(announcement())
        [taken] = await self.take(book)
        await book.settle(taken, state=DeliveryState.DELIVERED, answer="204", at=SOON)
        await book.settle(taken, state=DeliveryState.DEAD, answer="late", at=SOON)
        await book.postpone(taken, until=SOON, answer="late")

        [delivery] = await book.deliveries(limit=9)
        assert (delivery.state, delivery.answer, delivery.attempts) == ("delivered", "204", 1)
        assert list(await book.take(LATER, until=LATER, limit=9)) == []

    async def test_deliveries_are_listed_by_subscriber_and_state(
        self, book: AnnouncementBook
    ) -> None:
        for name in ("s1", "s2"):
            await book.keep(subscriber(name))
        await book.put(announcement("old"))
        await book.put(replace(announcement("new"), at=SOON))
        for one in await self.take(book):
            if one.subscriber_id == "s1":
                await book.settle(one, state=DeliveryState.DEAD, answer="500", at=SOON)

        dead = await book.deliveries(state=DeliveryState.DEAD, limit=9)
        second = await book.deliveries(subscriber_id=SubscriberId("s2"), limit=1)

        assert [one.announcement_id for one in dead] == ["new", "old"]
        assert [(one.announcement_id, one.subscriber_id) for one in second] == [("new", "s2")]
        ids = {AnnouncementId("old"), AnnouncementId("none")}
        assert await book.announcements(ids) == {"old": announcement("old")}
        assert await book.announcements(()) == {}
        assert await book.dead() == {"s1": 2}

    async def test_what_is_dead_is_replayed_alone_or_together(self, book: AnnouncementBook) -> None:
        await book.keep(subscriber())
        for name in ("a1", "a2", "a3"):
            await book.put(announcement(name))
        one, two, three = await self.take(book)
        await book.settle(one, state=DeliveryState.DEAD, answer="500", at=SOON)
        await book.settle(two, state=DeliveryState.DELIVERED, answer="204", at=SOON)
        who = SubscriberId("s1")

        assert await book.replay(who, announcement_id=AnnouncementId("a2"), now=SOON) == 1
        assert await book.replay(who, now=SOON) == 1
        assert await book.replay(who, announcement_id=AnnouncementId("a3"), now=SOON) == 0

        again = await self.take(book)
        assert [(one.announcement.announcement_id, one.attempt) for one in again] == [
            ("a1", 1),
            ("a2", 1),
        ]
        assert three.attempt == 1

    async def test_a_subscriber_goes_with_what_it_was_to_be_told(
        self, book: AnnouncementBook
    ) -> None:
        await book.keep(subscriber())
        await book.put(announcement())

        assert await book.drop(SubscriberId("s1"))
        assert not await book.drop(SubscriberId("s1"))
        assert list(await book.deliveries(limit=9)) == []

    async def test_what_was_settled_long_ago_is_forgotten(self, book: AnnouncementBook) -> None:
        await book.keep(subscriber())
        for name in ("old", "waits"):
            await book.put(announcement(name))
        taken = await self.take(book)
        [old] = [one for one in taken if one.announcement.announcement_id == "old"]
        await book.settle(old, state=DeliveryState.DELIVERED, answer="204", at=SOON)

        assert await book.forget(SOON) == 0
        assert await book.forget(LATER) == 1

        assert await book.announcements([AnnouncementId("old")]) == {}
        assert [one.announcement_id for one in await book.deliveries(limit=9)] == ["waits"]

    async def test_what_nobody_wanted_to_know_is_forgotten_too(
        self, book: AnnouncementBook
    ) -> None:
        await book.put(announcement())

        await book.forget(NOON)
        assert not await book.put(announcement())
        await book.forget(LATER)
        assert await book.put(announcement())
