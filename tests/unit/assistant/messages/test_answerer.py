"""Answering: bursts, words that come during a turn, and the fence."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.model_events import ModelUsed, PhotoDescribed
from assistant.messages.answerer import (
    AnsweringLimits,
    Listener,
    SupersededError,
    TurnFailedError,
    TurnLease,
)
from assistant.messages.policy.patience import ListeningTimes
from assistant.messages.snapshots import Snapshot
from assistant.ports import BrokerUnavailableError, Lease, LeaseState
from tests.support.memory.assemblies.worker_shop import EchoTurn, HandClock, Shop
from tests.support.memory.desk_rooms import MemoryCustomerTyping
from tests.support.seeds.conversation_events import NOON, replied

C1 = ConversationId("c1")
LEASE = "turn:c1"
LOOKED = ModelUsed(conversation_id=C1, at=NOON, purpose="photo", outcome="written", prompt=1600)


def described(text: str) -> PhotoDescribed:
    return PhotoDescribed(
        conversation_id=C1,
        at=NOON,
        message_id=MessageId("m1"),
        attachment_id="a1",
        text=text,
        language="fr",
    )


async def hold(shop: Shop) -> TurnLease:
    lease = await shop.leases.acquire(LEASE, for_s=60)
    assert lease is not None
    return TurnLease(shop.leases, lease, for_s=60)


async def answer(shop: Shop) -> Snapshot:
    return await shop.answerer.answer(C1, await hold(shop))


async def opened(meanwhile: Callable[[int], Awaitable[None]] | None = None) -> Shop:
    shop = Shop(turn=EchoTurn(meanwhile))
    await shop.open()
    return shop


async def say_and_knock(shop: Shop, text: str) -> None:
    """Write while a turn is taken, and have a worker find its lease held."""
    await shop.receive(text)
    await shop.leases.acquire(LEASE, for_s=60)


class TestOneMessage:
    async def test_is_answered_without_waiting(self) -> None:
        shop = await opened()
        await shop.receive("returns?")

        after = await answer(shop)

        assert [r.text for r in await shop.replies()] == ["returns?"]
        assert after.conversation.unanswered == ()
        assert [o.reply.text for o in after.undelivered] == ["returns?"]

    async def test_is_not_answered_twice(self) -> None:
        shop = await opened()
        await shop.receive("returns?")
        holding = await hold(shop)

        await shop.answerer.answer(C1, holding)
        await shop.answerer.answer(C1, holding)

        assert shop.turn.taken == [("returns?",)]

    async def test_may_be_met_with_silence(self) -> None:
        class SilentTurn(EchoTurn):
            async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
                self.taken.append(tuple(w.text for w in conversation.unanswered))
                return ()

        shop = Shop(turn=SilentTurn())
        await shop.open()
        await shop.receive("returns?")

        after = await answer(shop)

        assert await shop.replies() == []
        assert len(after.conversation.unanswered) == 1


class TestABurst:
    async def test_in_the_log_gets_one_answer(self) -> None:
        shop = await opened()
        for text in ("hello", "do you have boots", "in 42"):
            await shop.receive(text)

        await answer(shop)

        (reply,) = await shop.replies()
        assert reply.text == "hello + do you have boots + in 42"
        assert reply.answers == tuple(w.message_id for w in await shop.messages())


class TestACustomerWhoHasNotEnded:
    """Is listened to: the turn is given back, and looked at again when they may have."""

    @staticmethod
    async def said(*texts: str) -> Shop:
        shop = Shop(patience=ListeningTimes())
        await shop.open()
        for text in texts:
            await shop.receive(text)
        return shop

    async def test_is_not_answered_yet(self) -> None:
        shop = await self.said("hello")
        holding = await hold(shop)

        after = await shop.answerer.answer(C1, holding)

        assert [wrote.text for wrote in after.conversation.unanswered] == ["hello"]
        assert shop.turn.taken == []
        assert await holding.release() == ListeningTimes().page.long_s

    async def test_is_answered_when_they_write_no_more(self) -> None:
        shop = await self.said("hello")

        shop.clock.move(ListeningTimes().page.long_s)
        await answer(shop)

        assert shop.turn.taken == [("hello",)]

    async def test_is_listened_to_while_they_type(self) -> None:
        shop = await self.said("hello")
        shop.clock.move(1.5)
        await shop.typing.note(C1, shop.clock.now())
        shop.clock.move(1.5)
        holding = await hold(shop)

        await shop.answerer.answer(C1, holding)

        assert shop.turn.taken == []
        assert await holding.release() == 1.5

    async def test_is_answered_by_the_words_alone_while_the_broker_is_away(self) -> None:
        class AwayTyping(MemoryCustomerTyping):
            async def last(self, conversation_id: ConversationId) -> datetime | None:
                raise BrokerUnavailableError(conversation_id)

        listener = Listener(times=ListeningTimes(), typing=AwayTyping(), clock=HandClock())
        shop = await self.said("hello")
        snapshot = await shop.snapshots.read(C1)

        assert await listener.wait_s(snapshot.conversation) == ListeningTimes().page.long_s


class TestWordsThatComeDuringATurn:
    async def test_are_answered_with_those_before(self) -> None:
        async def go_on(take: int) -> None:
            if take == 1:
                await say_and_knock(shop, "in 42")

        shop = await opened(go_on)
        await shop.receive("boots?")

        await answer(shop)

        assert [r.text for r in await shop.replies()] == ["boots? + in 42"]
        assert shop.turn.taken == [("boots?",), ("boots?", "in 42")]

    async def test_put_an_answer_off_twice_at_most(self) -> None:
        async def go_on(take: int) -> None:
            await say_and_knock(shop, f"and {take}")

        shop = await opened(go_on)
        await shop.receive("boots?")
        holding = await hold(shop)

        after = await shop.answerer.answer(C1, holding)

        assert [r.text for r in await shop.replies()] == ["boots? + and 1 + and 2"]
        assert [w.text for w in after.conversation.unanswered] == ["and 3"]
        assert await holding.release() == 0.0

    async def test_are_noticed_though_nobody_knocked(self) -> None:
        async def go_on(take: int) -> None:
            if take == 1:
                await shop.receive("in 42")

        shop = await opened(go_on)
        await shop.receive("boots?")

        await answer(shop)

        assert [r.text for r in await shop.replies()] == ["boots? + in 42"]


class TestWhatAModelDidForAgents:
    """Lands during a turn, and is nothing that the customer said."""

    async def test_is_no_reason_to_draft_again(self) -> None:
        async def look(take: int) -> None:
            del take
            await shop.events.append(C1, [LOOKED, described("Une botte.")])

        shop = await opened(look)
        await shop.receive("returns?")

        after = await answer(shop)

        assert shop.turn.taken == [("returns?",)]
        assert [r.text for r in await shop.replies()] == ["returns?"]
        assert after.conversation.unanswered == ()
        assert after == await shop.snapshots.read(C1)

    async def test_hides_no_word_that_came_beside_it(self) -> None:
        async def look(take: int) -> None:
            if take == 1:
                await shop.events.append(C1, [described("Une botte.")])
                await shop.receive("in 42")
                await shop.events.append(C1, [described("Un talon.")])

        shop = await opened(look)
        await shop.receive("boots?")

        await answer(shop)

        assert [r.text for r in await shop.replies()] == ["boots? + in 42"]

    async def test_hides_no_reply_that_was_written_beside_it(self) -> None:
        async def look(take: int) -> None:
            if take == 1:
                (wrote,) = await shop.messages()
                await shop.events.append(C1, [replied("r1", wrote.message_id)])
                await shop.events.append(C1, [described("Une botte.")])

        shop = await opened(look)
        await shop.receive("boots?")

        await answer(shop)

        assert [r.message_id for r in await shop.replies()] == ["r1"]


class TestTheFence:
    async def test_refuses_a_reply_when_another_was_written_meanwhile(self) -> None:
        async def overtake(take: int) -> None:
            if take == 1:
                (wrote,) = await shop.messages()
                await shop.events.append(C1, [replied("r1", wrote.message_id)])

        shop = await opened(overtake)
        await shop.receive("returns?")

        await answer(shop)

        assert [r.message_id for r in await shop.replies()] == ["r1"]

    async def test_lets_the_turn_be_taken_again_for_what_is_left(self) -> None:
        async def overtake(take: int) -> None:
            if take == 1:
                await shop.events.append(C1, [replied("r1")])

        shop = await opened(overtake)
        await shop.receive("returns?")

        await answer(shop)

        assert [r.text for r in await shop.replies()] == ["Vous avez 30 jours.", "returns?"]
        assert len(shop.turn.taken) == 2

    async def test_gives_up_after_three_drafts(self) -> None:
        async def overtake(take: int) -> None:
            await shop.events.append(C1, [replied(f"r{take}")])

        shop = await opened(overtake)
        await shop.receive("returns?")

        with pytest.raises(SupersededError):
            await answer(shop)

        assert len(shop.turn.taken) == 3

    async def test_holds_for_a_worker_that_lost_its_lease(self) -> None:
        rival: list[Snapshot] = []

        async def stall(take: int) -> None:
            if take > 1:
                return
            assert lease is not None
            await shop.leases.release(lease)  # as if it had run out
            rival.append(await shop.answerer.answer(C1, await hold(shop)))

        shop = await opened(stall)
        await shop.receive("returns?")
        lease = await shop.leases.acquire(LEASE, for_s=60)
        assert lease is not None
        holding = TurnLease(shop.leases, lease, for_s=60)

        await shop.answerer.answer(C1, holding)

        assert len(rival) == 1
        assert len(await shop.replies()) == 1
        assert await holding.release() == 0.0


class TestATurn:
    async def test_that_raises_writes_nothing(self) -> None:
        async def fail(take: int) -> None:
            raise ValueError(take)

        shop = await opened(fail)
        await shop.receive("returns?")

        with pytest.raises(TurnFailedError, match="ValueError"):
            await answer(shop)

        assert await shop.replies() == []

    async def test_that_takes_too_long_has_failed(self) -> None:
        async def hang(take: int) -> None:
            del take
            await asyncio.Event().wait()

        shop = Shop(turn=EchoTurn(hang), answering=AnsweringLimits(turn_timeout_s=0.01))
        await shop.open()
        await shop.receive("returns?")

        with pytest.raises(TurnFailedError, match="TimeoutError"):
            await answer(shop)


class TestAnApology:
    async def test_answers_everything_that_waits(self) -> None:
        shop = await opened()
        await shop.receive("returns?")
        await shop.receive("hello?")

        await shop.answerer.apologise(C1, await hold(shop))

        (reply,) = await shop.replies()
        assert reply.kind == "handed_off"
        assert len(reply.answers) == 2

    async def test_is_not_made_to_nobody(self) -> None:
        shop = await opened()

        await shop.answerer.apologise(C1, await hold(shop))

        assert await shop.replies() == []


class AwayLeases:
    """Leases whose server is away."""

    async def acquire(self, name: str, *, for_s: float) -> Lease | None:
        raise BrokerUnavailableError(name, for_s)

    async def renew(self, lease: Lease, *, for_s: float) -> LeaseState:
        raise BrokerUnavailableError(lease, for_s)

    async def release(self, lease: Lease) -> LeaseState:
        raise BrokerUnavailableError(lease)


class TestWithoutABroker:
    async def test_a_turn_that_was_begun_is_finished(self) -> None:
        shop = await opened()
        await shop.receive("returns?")
        holding = TurnLease(AwayLeases(), Lease(name=LEASE, token="t"), for_s=60)

        await shop.answerer.answer(C1, holding)

        assert len(await shop.replies()) == 1
        assert await holding.release() is None


class TestWordsThatWereShown:
    """While a reply was written, as far as it had come."""

    @staticmethod
    async def answer(*, shown: bool) -> tuple[list[str], bool]:
        """Return the replies, and whether somebody has to look again."""

        async def meanwhile(turns: int) -> None:
            if turns == 1:
                await say_and_knock(shop, "and in 42?")

        class ShowingTurn(EchoTurn):
            async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
                used = ModelUsed(
                    conversation_id=C1, at=NOON, purpose="answer", outcome="written", shown=shown
                )
                return (used, *await super().take(conversation))

        shop = Shop(turn=ShowingTurn(meanwhile))
        await shop.open()
        await shop.receive("boots?")
        holding = await hold(shop)
        await shop.answerer.answer(C1, holding)
        return [r.text for r in await shop.replies()], await holding.release() == 0.0

    async def test_are_sent_though_the_customer_wrote_again(self) -> None:
        assert await self.answer(shown=True) == (["boots?"], True)

    async def test_are_the_only_draft_that_is_not_taken_again(self) -> None:
        replies, _ = await self.answer(shown=False)

        assert replies == ["boots? + and in 42?"]
