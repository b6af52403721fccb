"""A worker that listens: pieces in any order and at any time, answered exactly once."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversation.ids import ConversationId
from assistant.messages.policy.patience import ListeningTimes, Pauses
from assistant.messages.worker import WorkerLimits
from tests.support.memory.assemblies.worker_shop import EchoTurn, Shop
from tests.support.patience import until

C1 = ConversationId("c1")
PATIENCE = ListeningTimes()
NEVER_ENDS = ListeningTimes(page=Pauses(short_s=60, long_s=60), longest_s=60)
TEXTS = ("bonjour", "do you have boots", "in 42", "how do returns work", "et", "are they warm?")
HAPPENINGS = st.lists(
    st.one_of(
        st.tuples(st.just("writes"), st.sampled_from(TEXTS)),
        st.tuples(st.just("types"), st.just("")),
        st.tuples(st.just("waits"), st.sampled_from(["0.01", "0.3", "1.5", "9"])),
        st.tuples(st.just("works"), st.just("")),
        st.tuples(st.just("crashes"), st.just("")),
    ),
    max_size=24,
)


class Story:
    """What happens to one shop, step by step."""

    def __init__(self) -> None:
        self.shop = Shop(patience=PATIENCE)
        self.written = 0

    async def writes(self, text: str) -> None:
        self.written += 1
        await self.shop.receive(f"{text}", client_id=f"m{self.written}")

    async def types(self, _: str) -> None:
        await self.shop.typing.note(C1, self.shop.clock.now())

    async def waits(self, seconds: str) -> None:
        self.shop.clock.move(float(seconds))

    async def works(self, _: str) -> None:
        """Do one piece of work, with the wait that it asks for."""
        if not (work := await self.shop.queue.take(wait_s=0.001)):
            return
        if listen_s := await self.shop.worker.handle(work):
            self.shop.clock.move(listen_s)
            await self.shop.worker.give_back(work)

    async def crashes(self, _: str) -> None:
        """Let a worker die with what it has in hand, or while it listens."""
        if work := await self.shop.queue.take(wait_s=0.001):
            await self.shop.worker.handle(work)
        while left := await self.shop.queue.reclaim(idle_s=0):
            await self.shop.worker.give_back(left)

    async def ends(self) -> None:
        await self.shop.work()
        await self.shop.sweep.once()
        await self.shop.work()


class TestPieces:
    @settings(max_examples=150, deadline=None)
    @given(HAPPENINGS)
    def test_are_answered_exactly_once_whenever_they_come(
        self, happenings: list[tuple[str, str]]
    ) -> None:
        async def live() -> None:
            story = Story()
            await story.shop.open()
            for what, said in happenings:
                await getattr(story, what)(said)
            await story.ends()

            wrote = [each.message_id for each in await story.shop.messages()]
            answered = [one for reply in await story.shop.replies() for one in reply.answers]
            assert len(wrote) == story.written
            assert answered == wrote
            assert await story.shop.queue.outstanding() == frozenset()

        asyncio.run(live())

    async def test_of_one_request_get_one_reply(self) -> None:
        shop = Shop(patience=PATIENCE)
        await shop.open()
        for text in ("bonjour", "je cherche un ciré", "pour ma fille"):
            await shop.receive(text)
            work = await shop.queue.take(wait_s=0.001)
            assert work is not None
            assert await shop.worker.handle(work) > 1
            await shop.typing.note(C1, shop.clock.now())
            shop.clock.move(1.2)
            await shop.worker.give_back(work)
        await shop.work()

        assert shop.channel.texts == ["bonjour + je cherche un ciré + pour ma fille"]


class TestAWorkerThatListens:
    async def test_answers_others_meanwhile(self) -> None:
        shop = Shop(worker=WorkerLimits(concurrency=1, in_hand=1, wait_s=0.01), patience=NEVER_ENDS)
        for number in range(20):
            await shop.open(f"c{number}")
            await shop.receive("hello", conversation=f"c{number}", client_id=f"m{number}")
        await shop.open("other")
        await shop.receive("how long do returns take?", conversation="other")
        shop.clock.move(PATIENCE.moment_s)
        stop = asyncio.Event()

        async with asyncio.TaskGroup() as group:
            group.create_task(shop.worker.run(stop))

            async def is_answered() -> bool:
                return bool(await shop.replies("other"))

            await until(is_answered)
            stop.set()

        assert len(shop.turn.taken) == 1
        assert len(await shop.queue.outstanding()) == 20

    async def test_gives_back_what_it_listens_to_when_it_stops(self) -> None:
        shop = Shop(turn=EchoTurn(), worker=WorkerLimits(wait_s=0.01), patience=NEVER_ENDS)
        await shop.open()
        await shop.receive("hello")
        stop = asyncio.Event()

        async with asyncio.TaskGroup() as group:
            group.create_task(shop.worker.run(stop))

            async def is_listening() -> bool:
                backlog = await shop.queue.backlog()
                return backlog.waiting == 0 and bool(await shop.leases.acquire("turn:c1", for_s=0))

            await until(is_listening)
            stop.set()

        assert (await shop.queue.backlog()).waiting == 1
        assert shop.turn.taken == []
