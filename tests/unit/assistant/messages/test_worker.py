"""The worker: one turn at a time for a conversation, and nothing left undone."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from structlog.testing import capture_logs

from assistant.conversation.events import ReplyKind
from assistant.conversation.ids import ConversationId
from assistant.messages.worker import WorkerLimits
from assistant.ports import (
    ChannelUnavailableError,
    LogUnavailableError,
    Record,
    Work,
)
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.worker_shop import EchoTurn, Shop
from tests.support.seeds.conversation_events import replied

C1 = ConversationId("c1")


async def opened(
    meanwhile: Callable[[int], Awaitable[None]] | None = None, limits: WorkerLimits | None = None
) -> Shop:
    shop = Shop(turn=EchoTurn(meanwhile), worker=limits)
    await shop.open()
    return shop


async def take(shop: Shop) -> Work:
    work = await shop.queue.take(wait_s=1)
    assert work is not None
    return work


async def fail(take: int) -> None:
    raise ValueError(take)


class TestAPieceOfWork:
    async def test_is_answered_delivered_and_acknowledged(self) -> None:
        shop = await opened()
        await shop.receive("returns?")

        await shop.work()

        assert shop.channel.texts == ["returns?"]
        assert await shop.queue.outstanding() == frozenset()
        assert await shop.leases.acquire("turn:c1", for_s=1)

    async def test_with_nothing_to_do_is_acknowledged_at_once(self) -> None:
        shop = await opened()
        await shop.receive("returns?")
        await shop.receive("hello?")

        assert await shop.work() == 2

        assert shop.turn.taken == [("returns?", "hello?")]
        assert len(shop.channel.sent) == 1
        assert await shop.queue.outstanding() == frozenset()

    async def test_delivers_what_an_agent_wrote(self) -> None:
        shop = await opened()
        await shop.events.append(C1, [replied("r1")])
        await shop.queue.put(C1)

        await shop.work()

        assert shop.turn.taken == []
        assert shop.channel.texts == ["Vous avez 30 jours."]

    async def test_of_an_unknown_conversation_is_dropped(self) -> None:
        shop = await opened()
        await shop.queue.put(ConversationId("c9"))

        await shop.work()

        assert await shop.queue.outstanding() == frozenset()

    async def test_is_logged_in_one_line_without_a_word_of_it(self) -> None:
        shop = await opened()
        await shop.receive("my address is 3 rue X")

        with capture_logs() as lines:
            await shop.work()

        (line,) = [entry for entry in lines if entry["event"] == "turn.completed"]
        assert line["conversation_id"] == "c1"
        assert line["outcome"] == "answered"
        assert line["latency_ms"] >= 0
        assert "rue X" not in repr(lines)


class TestOneConversation:
    async def test_has_one_turn_at_a_time(self) -> None:
        entered = asyncio.Event()
        go_on = asyncio.Event()

        async def wait(take: int) -> None:
            if take == 1:
                entered.set()
                await go_on.wait()

        shop = await opened(wait)
        await shop.receive("boots?")
        first = asyncio.create_task(shop.work())
        await entered.wait()
        await shop.receive("in 42")

        await shop.worker.handle(await take(shop))  # finds the lease held

        assert shop.turn.taken == [("boots?",)]
        go_on.set()
        await first
        assert [r.text for r in await shop.replies()] == ["boots? + in 42"]

    async def test_is_looked_at_again_when_somebody_knocked_too_late(self) -> None:
        shop = await opened()
        await shop.receive("boots?")

        async def knock() -> None:
            if len(shop.channel.sent) == 1:
                await shop.receive("in 42")
                await shop.worker.handle(await take(shop))

        shop.channel.meanwhile = knock

        await shop.work()

        assert shop.channel.texts == ["boots?", "in 42"]

    async def test_is_put_back_when_every_draft_came_too_late(self) -> None:
        async def overtake(take: int) -> None:
            await shop.events.append(C1, [replied(f"r{take}")])

        shop = await opened(overtake)
        await shop.receive("boots?")

        await shop.worker.handle(await take(shop))

        assert shop.channel.sent == []
        assert (await take(shop)).deliveries == 1


class TestATurnThatFails:
    async def test_is_tried_again_after_a_pause(self) -> None:
        async def fail_once(take: int) -> None:
            if take == 1:
                raise ValueError(take)

        shop = await opened(fail_once)
        await shop.receive("boots?")

        await shop.work()

        assert shop.channel.texts == ["boots?"]
        assert shop.naps.taken == [0.2]

    async def test_ends_with_an_apology_and_a_dead_letter(self) -> None:
        shop = await opened(fail)
        await shop.receive("boots?")

        await shop.work()

        assert len(shop.turn.taken) == 3
        assert [r.kind for r in await shop.replies()] == [ReplyKind.HANDED_OFF]
        assert len(shop.channel.sent) == 1
        (dead,) = await shop.stuck.dead(limit=9)
        assert (dead.conversation_id, dead.reason) == (C1, "ValueError")
        assert await shop.queue.outstanding() == frozenset()

    async def test_is_not_tried_again_if_it_killed_three_workers(self) -> None:
        shop = await opened()
        await shop.receive("boots?")
        await take(shop)
        for _ in range(2):
            await shop.queue.reclaim(idle_s=0)
        work = await shop.queue.reclaim(idle_s=0)
        assert work is not None

        await shop.worker.handle(work)

        assert shop.turn.taken == []
        assert [r.kind for r in await shop.replies()] == [ReplyKind.HANDED_OFF]
        assert [one.reason for one in await shop.stuck.dead(limit=9)] == ["worker_died"]

    async def test_counts_the_tries_of_workers_before(self) -> None:
        shop = await opened(fail)
        await shop.receive("boots?")
        await take(shop)
        work = await shop.queue.reclaim(idle_s=0)
        assert work is not None

        await shop.worker.handle(work)

        assert len(shop.turn.taken) == 2

    async def test_says_where_and_quotes_nothing(self) -> None:
        async def fail_aloud(take: int) -> None:
            message = f"cannot read 3 rue X, {take}"
            raise ValueError(message)

        shop = await opened(fail_aloud)
        await shop.receive("my address is 3 rue X")

        with capture_logs() as lines:
            await shop.work()

        line = next(entry for entry in lines if entry["event"] == "turn.failed")
        assert line["error"] == "ValueError"
        assert line["at"].startswith("test_worker.py")
        assert "rue X" not in repr(lines)


class AwayLog(MemoryEventLog):
    """A log that can be taken away."""

    away = False

    async def read(self, conversation_id: ConversationId, *, after: int = 0) -> Record:
        if self.away:
            raise LogUnavailableError
        return await super().read(conversation_id, after=after)


class TestALogThatIsAway:
    async def test_costs_a_conversation_no_try(self) -> None:
        events = AwayLog()
        shop = Shop(events=events)
        await shop.open()
        await shop.receive("boots?")
        events.away = True

        await shop.work()

        assert await shop.queue.outstanding() == frozenset()
        events.away = False
        shop.clock.move(60)
        await shop.sweep.once()
        await shop.work()
        assert shop.channel.texts == ["boots?"]


class TestLimits:
    def test_that_would_let_live_leases_be_reclaimed_are_refused(self) -> None:
        with pytest.raises(ValueError, match="must exceed"):
            WorkerLimits(lease_s=5, reclaim_idle_s=5)


class TestAChannelThatIsAway:
    async def test_leaves_the_reply_to_a_later_look(self) -> None:
        shop = await opened()
        shop.channel.errors = [ChannelUnavailableError("webchat") for _ in range(3)]
        await shop.receive("boots?")

        await shop.work()

        assert shop.channel.sent == []
        assert await shop.queue.outstanding() == frozenset()
        shop.clock.move(60)
        assert await shop.sweep.once() == 1
        await shop.work()
        assert shop.channel.texts == ["boots?"]
        assert len(shop.turn.taken) == 1
