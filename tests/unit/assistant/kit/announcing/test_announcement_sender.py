"""Test that waiting announcements are posted, over real HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from assistant.kit.announcing.announcement_sender import (
    GONE,
    PAUSES_S,
    UNREADABLE,
    AnnouncementLimits,
    AnnouncementSender,
)
from assistant.kit.announcing.types import (
    OVERLAP,
    Delivery,
    DeliveryState,
    SubscriberId,
    SubscriberKind,
)
from integrations.services.webhooks.http_post import open_post
from tests.support.memory.announcement_book import MemoryAnnouncementBook
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.simulators.webhook_subscriber import (
    NOON,
    OTHER_SECRET,
    SECRET,
    Receiver,
    announcement,
    receiving,
    subscriber,
)

DAY_S = 24 * 3600


class Round:
    """A sender and all that it has to do with."""

    def __init__(
        self, sender: AnnouncementSender, book: MemoryAnnouncementBook, receiver: Receiver
    ) -> None:
        self.sender = sender
        self.book = book
        self.receiver = receiver
        self.clock = HandClock(NOON)

    async def tell(self, **changed: Any) -> None:  # noqa: ANN401  # a subscriber's fields
        await self.book.keep(subscriber(url=self.receiver.url, **changed))
        await self.book.put(announcement())

    async def delivery(self) -> Delivery:
        [delivery] = await self.book.deliveries(limit=9)
        return delivery


@pytest.fixture
async def going() -> AsyncIterator[Round]:
    book, clock = MemoryAnnouncementBook(), HandClock(NOON)
    async with receiving() as receiver, open_post(allow_private=True, timeout_s=5) as post:
        sender = AnnouncementSender(book=book, post=post, clock=clock, draw=lambda: 0.5)
        going = Round(sender, book, receiver)
        going.clock = clock
        yield going


class TestAPost:
    async def test_is_signed_and_says_what_happened(self, going: Round) -> None:
        await going.tell()

        assert await going.sender.once() == 1

        [said] = going.receiver.said
        assert said == {
            "type": "insight.opened",
            "timestamp": "2026-06-28T12:00:00Z",
            "data": {"n": 1, "é": "ü"},
        }
        assert going.receiver.is_signed(0, SECRET)
        assert not going.receiver.is_signed(0, OTHER_SECRET)
        assert (await going.delivery()).state is DeliveryState.DELIVERED

    async def test_is_made_once(self, going: Round) -> None:
        await going.tell()
        await going.sender.once()
        going.clock.move(DAY_S)

        assert await going.sender.once() == 0
        assert len(going.receiver.posts) == 1

    async def test_is_signed_with_both_secrets_for_a_day_after_a_change(self, going: Round) -> None:
        kept = subscriber(url=going.receiver.url).rotated(OTHER_SECRET, NOON)
        await going.book.keep(kept)
        await going.book.put(announcement("a1"))
        await going.sender.once()
        going.clock.move(OVERLAP.total_seconds())
        await going.book.put(announcement("a2"))
        await going.sender.once()

        assert [going.receiver.is_signed(n, OTHER_SECRET) for n in (0, 1)] == [True, True]
        assert [going.receiver.is_signed(n, SECRET) for n in (0, 1)] == [True, False]

    async def test_to_slack_is_block_kit_without_a_signature(self, going: Round) -> None:
        await going.tell(kind=SubscriberKind.SLACK)
        await going.sender.once()

        [(headers, _)] = going.receiver.posts
        assert "webhook-signature" not in headers
        assert "blocks" in going.receiver.said[0]


class TestAReceiverThatIsGone:
    async def test_does_not_come_back_by_that_once_somebody_removed_it(self, going: Round) -> None:
        await going.tell()
        going.receiver.statuses = [410]
        going.receiver.meanwhile = partial(going.book.drop, SubscriberId("s1"))

        await going.sender.once()

        assert list(await going.book.subscribers()) == []


class TestAFailure:
    @pytest.mark.parametrize("status", [302, 400, 404, 429, 500, 503])
    async def test_is_tried_again_under_the_same_id(self, going: Round, status: int) -> None:
        going.receiver.statuses = [status]
        await going.tell()
        await going.sender.once()
        waiting = await going.delivery()
        going.clock.move(PAUSES_S[0])
        await going.sender.once()

        assert (waiting.state, waiting.answer) == (DeliveryState.WAITING, str(status))
        first, second = (headers["webhook-id"] for headers, _ in going.receiver.posts)
        assert first == second
        assert (await going.delivery()).state is DeliveryState.DELIVERED

    async def test_is_not_tried_before_its_time(self, going: Round) -> None:
        going.receiver.statuses = [500, 500]
        await going.tell()
        await going.sender.once()
        going.clock.move(PAUSES_S[0])
        await going.sender.once()
        going.clock.move(PAUSES_S[1] - 1)

        assert await going.sender.once() == 0

    async def test_waits_as_long_as_the_receiver_asks(self, going: Round) -> None:
        going.receiver.statuses = [429]
        going.receiver.headers = {"retry-after": "600"}
        await going.tell()
        await going.sender.once()

        assert (await going.delivery()).due_at == NOON + timedelta(seconds=600)

    async def test_is_given_up_after_a_day_and_can_be_replayed(self, going: Round) -> None:
        going.receiver.statuses = [500] * (len(PAUSES_S) + 1)
        await going.tell()
        await going.sender.once()
        for pause_s in PAUSES_S:
            going.clock.move(pause_s)
            await going.sender.once()

        dead = await going.delivery()
        assert (dead.state, dead.attempts, dead.answer) == (DeliveryState.DEAD, 8, "500")
        assert DAY_S <= sum(PAUSES_S) <= 1.5 * DAY_S

        await going.book.replay(SubscriberId("s1"), now=going.clock.now())
        await going.sender.once()
        assert (await going.delivery()).state is DeliveryState.DELIVERED

    async def test_to_read_an_address_waits_for_its_key_like_any_other(self, going: Round) -> None:
        sealed = subscriber(url="", secrets=(), readable=False)
        await going.book.keep(sealed)
        await going.book.put(announcement())
        await going.sender.once()
        waiting = await going.delivery()
        readable = subscriber(url=going.receiver.url, version=1)
        await going.book.keep(readable, expected_version=0)
        going.clock.move(PAUSES_S[0])
        await going.sender.once()

        assert (waiting.state, waiting.answer) == (DeliveryState.WAITING, UNREADABLE)
        assert (await going.delivery()).state is DeliveryState.DELIVERED

    async def test_to_read_an_address_is_given_up_after_a_day(self, going: Round) -> None:
        await going.book.keep(subscriber(url="", secrets=(), readable=False))
        await going.book.put(announcement())
        await going.sender.once()
        for pause_s in PAUSES_S:
            going.clock.move(pause_s)
            await going.sender.once()

        dead = await going.delivery()
        assert (dead.state, dead.answer) == (DeliveryState.DEAD, UNREADABLE)

    async def test_of_what_failed_together_comes_back_spread(self) -> None:
        limits = AnnouncementLimits()

        assert 0 < limits.jitter < 0.5

    async def test_says_that_nobody_answers(self, going: Round) -> None:
        await going.book.keep(subscriber(url="http://127.0.0.1:9/hooks"))
        await going.book.put(announcement())
        await going.sender.once()

        assert (await going.delivery()).answer.startswith("no connection")


class TestAReceiver:
    async def test_that_is_gone_is_posted_to_no_more(self, going: Round) -> None:
        going.receiver.statuses = [410]
        await going.tell()
        await going.book.put(announcement("a2"), only={SubscriberId("s1")})
        await going.sender.once()
        await going.book.put(announcement("a3"))

        [kept] = await going.book.subscribers()
        assert kept.disabled == GONE
        states = [one.state for one in await going.book.deliveries(limit=9)]
        assert DeliveryState.WAITING not in states
        assert "a3" not in [one.announcement_id for one in await going.book.deliveries(limit=9)]

    async def test_that_was_removed_while_it_was_told_is_passed_over(self, going: Round) -> None:
        await going.tell()
        await going.book.drop(SubscriberId("s1"))

        assert await going.sender.once() == 0
        assert going.receiver.posts == []
