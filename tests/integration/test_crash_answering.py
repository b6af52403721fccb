"""Whatever is killed, and wherever: no accepted message is without exactly one reply.

Real processes, a real Valkey server, a real log. The edge drops a repeated delivery by
(conversation, sequence), so that is how deliveries are counted.
"""

import asyncio
import os
import random
import signal
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.conversation.events import CustomerWrote, ReplyWritten
from assistant.conversation.ids import ConversationId, MessageId
from assistant.kit.failpoints import LISTENING_POINTS, POINTS
from assistant.messages.inbox import Inbox
from assistant.ports import EventLog
from integrations.stores.redis.redis_broker import Broker, open_broker
from integrations.stores.sql import open_event_log
from integrations.stores.sql.database import open_database
from integrations.stores.sql.log.stuck_work import SqlStuckWork
from tests.support.memory.assemblies.worker_shop import SystemClock, message
from tests.support.patience import until
from tests.support.processes.valkey_server import Valkey, running_valkey
from tests.support.processes.worker_processes import (
    Habits,
    Place,
    ended,
    start_inbox,
    start_worker,
    working,
)
from tests.support.seeds.conversation_events import started

pytestmark = pytest.mark.slow  # processes that are killed

_INBOX_POINTS = ("after_accept", "after_put")
_KILLS = 30  # of workers at each of twelve points, of inboxes at each of two


@pytest.fixture(scope="module")
def server() -> Iterator[Valkey]:
    with running_valkey() as valkey:
        yield valkey


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where it happens, and what a test needs to look at it."""

    place: Place
    server: Valkey
    events: EventLog
    broker: Broker
    inbox: Inbox

    async def receive(self, text: str, conversation: str) -> None:
        await self.inbox.receive(message(text, conversation, client_id=f"{conversation}:{text}"))

    async def is_done(self) -> bool:
        """Return whether nothing is unanswered, undelivered or outstanding."""
        later = datetime.now(UTC) + timedelta(days=1)
        waiting = await self.events.unanswered(later, limit=1)
        late = await self.events.undelivered(later, limit=1)
        return not waiting and not late and not await self.broker.queue.outstanding()

    async def check(self, conversation: str) -> int:
        """Assert that each message has one reply, in order; return how many replies."""
        record = await self.events.read(ConversationId(conversation))
        wrote = [s.event.message_id for s in record.events if isinstance(s.event, CustomerWrote)]
        replies = {s.sequence: s.event for s in record.events if isinstance(s.event, ReplyWritten)}
        answered: list[MessageId] = [a for reply in replies.values() for a in reply.answers]
        assert answered == wrote
        assert self.delivered()[conversation] == list(replies)
        return len(replies)

    def delivered(self) -> dict[str, list[int]]:
        """Return the sequences that reached each conversation, repeats dropped."""
        seen: dict[str, list[int]] = defaultdict(list)
        for line in self.place.deliveries.read_text().splitlines():
            conversation, sequence = line.split()
            if int(sequence) not in seen[conversation]:
                seen[conversation].append(int(sequence))
        return seen


@pytest.fixture
async def scene(server: Valkey, tmp_path: Path) -> AsyncIterator[Scene]:
    server.flush()
    place = Place(redis_url=server.url, log_url=f"sqlite:///{tmp_path / 'log.db'}", folder=tmp_path)
    async with open_event_log(place.log_url) as events, open_broker(server.url) as broker:
        inbox = Inbox(events=events, queue=broker.queue, clock=SystemClock())
        yield Scene(place=place, server=server, events=events, broker=broker, inbox=inbox)


async def is_stopped(pid: int | None) -> bool:
    """Return whether a process has stalled."""
    status = await asyncio.to_thread(Path(f"/proc/{pid}/status").read_text)
    return "\nState:\tT" in status


class TestAWorkerThatIsKilled:
    @pytest.mark.parametrize("point", [p for p in POINTS if p not in _INBOX_POINTS])
    async def test_leaves_no_message_without_exactly_one_reply(
        self, scene: Scene, point: str
    ) -> None:
        conversations = [f"c{number}" for number in range(_KILLS)]
        for conversation in conversations:
            await scene.events.start(started(conversation))
            doomed = start_worker(scene.place, Habits(failpoint=point, sweeps=False))
            await scene.receive("hello", conversation)
            assert await ended(doomed) == -signal.SIGKILL

        async with working(scene.place, Habits(sweeps=False)):
            await until(scene.is_done, within_s=60)

        assert [await scene.check(one) for one in conversations] == [1] * _KILLS

    @pytest.mark.parametrize("point", [*LISTENING_POINTS, "after_release", "before_append"])
    async def test_with_pieces_of_a_request_leaves_none_without_exactly_one_reply(
        self, scene: Scene, point: str
    ) -> None:
        await scene.events.start(started("c1"))
        doomed = start_worker(scene.place, Habits(failpoint=point, sweeps=False, listens=True))
        await scene.receive("hello", "c1")
        assert await ended(doomed) == -signal.SIGKILL
        await scene.receive("do you have boots", "c1")

        async with working(scene.place, Habits(sweeps=False, listens=True), count=2):
            await scene.receive("in 42", "c1")
            await until(scene.is_done)

        assert await scene.check("c1") >= 1

    async def test_by_a_message_that_kills_every_worker_leads_to_an_apology(
        self, scene: Scene
    ) -> None:
        await scene.events.start(started("c1"))
        await scene.receive("hello", "c1")
        for _ in range(2):
            habits = Habits(failpoint="after_turn", sweeps=False, max_tries=2)
            doomed = start_worker(scene.place, habits)
            assert await ended(doomed) == -signal.SIGKILL

        async with working(scene.place, Habits(sweeps=False, max_tries=2)):
            await until(scene.is_done)

        assert await scene.check("c1") == 1
        record = await scene.events.read(ConversationId("c1"))
        (reply,) = [s.event for s in record.events if isinstance(s.event, ReplyWritten)]
        assert reply.kind == "handed_off"
        async with open_database(scene.place.log_url) as database:
            (dead,) = await SqlStuckWork(database).dead(limit=9)
        assert (dead.reason, dead.tries, dead.waits) == ("worker_died", 3, False)


class TestAWorkerThatStalls:
    """It loses its lease and does not know it."""

    @pytest.mark.parametrize("point", ["after_lock", "after_turn", "before_append", "before_send"])
    async def test_writes_no_second_reply(self, scene: Scene, point: str) -> None:
        await scene.events.start(started("c1"))
        stalled = start_worker(scene.place, Habits(failpoint=f"{point}:1:STOP", sweeps=False))
        await scene.receive("hello", "c1")
        await until(lambda: is_stopped(stalled.pid))

        async with working(scene.place, Habits(sweeps=False)):
            await until(scene.is_done)
            os.kill(stalled.pid or 0, signal.SIGCONT)
            stalled.terminate()
            assert await ended(stalled) == 0

        assert await scene.is_done()
        assert await scene.check("c1") == 1


class TestAnInboxThatIsKilled:
    @pytest.mark.parametrize("point", _INBOX_POINTS)
    async def test_leaves_no_message_in_the_log_without_a_reply(
        self, scene: Scene, point: str
    ) -> None:
        conversations = [f"c{number}" for number in range(_KILLS)]
        async with working(scene.place):
            for conversation in conversations:
                await scene.events.start(started(conversation))
                doomed = start_inbox(scene.place, conversation, failpoint=point)
                assert await ended(doomed) == -signal.SIGKILL
                # the widget did not hear that it was accepted
                await scene.receive("hello", conversation)
            await until(scene.is_done, within_s=60)

        assert [await scene.check(one) for one in conversations] == [1] * _KILLS


class TestAWorkerThatIsToldToStop:
    async def test_finishes_the_turn_in_hand(self, scene: Scene) -> None:
        await scene.events.start(started("c1"))
        worker = start_worker(scene.place, Habits(turn_s=0.3, sweeps=False))
        await scene.receive("hello", "c1")

        async def is_in_hand() -> object:
            return await scene.broker.redis.keys("*:lease:turn:c1")

        await until(is_in_hand)
        worker.terminate()

        assert await ended(worker) == 0
        assert await scene.is_done()
        assert await scene.check("c1") == 1
        assert await scene.broker.presence.alive() == frozenset()


class TestAServerThatForgetsEverything:
    async def test_twenty_times_costs_no_message(self, scene: Scene) -> None:
        conversations = [f"c{number}" for number in range(10)]
        for conversation in conversations:
            await scene.events.start(started(conversation))

        async with working(scene.place, Habits(turn_s=0.01), count=2):
            for number in range(40):
                if number % 4 == 0:  # these messages are in the log and nowhere else
                    scene.server.kill()
                for conversation in conversations:
                    await scene.receive(f"{number}", conversation)
                if number % 4 == 2:  # and these were queued, some in hand
                    scene.server.kill()
                if number % 2 == 0:
                    scene.server.start()
            await until(scene.is_done, within_s=60)

        for conversation in conversations:
            await scene.check(conversation)


class TestBurstsOfManyConversations:
    async def test_are_answered_in_order_by_four_workers(self, scene: Scene) -> None:
        conversations = [f"c{number}" for number in range(500)]
        for conversation in conversations:
            await scene.events.start(started(conversation))

        async with working(scene.place, count=4):
            for conversation in conversations:
                await asyncio.gather(
                    *(scene.receive(f"{number}", conversation) for number in range(20))
                )
            await until(scene.is_done, within_s=120, every_s=0.2)

        for conversation in conversations:
            assert await scene.check(conversation) <= 20


class TestWorkersKilledAtRandom:
    async def test_answer_three_hundred_messages_once_and_in_order(self, scene: Scene) -> None:
        dice = random.Random(20260301)  # noqa: S311 - the same run every time, as far as a kill is
        conversations = [f"c{number}" for number in range(30)]
        for conversation in conversations:
            await scene.events.start(started(conversation))
        writing = asyncio.create_task(_write(scene, conversations, dice, count=300))
        killed = 0

        async with working(scene.place, Habits(turn_s=0.01), count=3) as workers:
            while not writing.done():
                await asyncio.wait((writing,), timeout=0.3)
                victim = workers.pop(dice.randrange(3))
                victim.kill()
                assert await ended(victim) == -signal.SIGKILL
                killed += 1
                workers.append(start_worker(scene.place, Habits(turn_s=0.01)))
            await writing
            await until(scene.is_done, within_s=20)

        replies = [await scene.check(conversation) for conversation in conversations]
        assert killed > 5
        assert 30 <= sum(replies) <= 300


async def _write(
    scene: Scene, conversations: list[str], dice: random.Random, *, count: int
) -> None:
    """Write `count` messages over a few seconds, now and then several at once."""
    for number in range(count):
        await scene.receive(f"{number}", dice.choice(conversations))
        await asyncio.sleep(dice.choice((0, 0.01, 0.02)))
