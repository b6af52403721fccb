"""Work that is stuck, on SQLite files and on a real PostgreSQL: it hides no other work."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from assistant.conversation.events import ConversationErased
from assistant.conversation.ids import ConversationId
from assistant.messages.ports import WaitingWork
from assistant.messages.sweep import Sweep, SweepLimits
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.log.event_log import SqlEventLog
from integrations.stores.sql.log.stuck_work import SqlStuckWork
from tests.contract.event_log import accept
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.work_queue import MemoryLeases, MemoryWorkQueue
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.seeds.conversation_events import NOON, delivered, replied, started, wrote

C1 = ConversationId("c1")
WAITING = timedelta(seconds=1)
LATE = NOON + timedelta(seconds=2)


@dataclass
class Scene:
    """A log, its stuck work, and a sweep whose queue forgets what it is given."""

    log: SqlEventLog
    stuck: SqlStuckWork
    queue: MemoryWorkQueue
    clock: HandClock
    sweep: Sweep

    @classmethod
    def on(cls, database: Database, limits: SweepLimits) -> "Scene":
        stuck, queue, clock = SqlStuckWork(database), MemoryWorkQueue(), HandClock()
        sweep = Sweep(stuck=stuck, queue=queue, leases=MemoryLeases(), clock=clock, limits=limits)
        return cls(SqlEventLog(database), stuck, queue, clock, sweep)

    async def waits(self, *names: str, seconds: float = 0) -> None:
        """Accept a message of each conversation, dated so many seconds after noon."""
        at = NOON + timedelta(seconds=seconds)
        for name in names:
            await self.log.start(started(name))
            await accept(self.log, wrote(f"m-{name}", name, at=at))

    async def swept(self) -> list[str]:
        """Sweep, and lose what was put back."""
        await self.sweep.once()
        found = list[str]()
        while work := await self.queue.take(wait_s=0.001):
            found.append(work.conversation_id)
            await self.queue.ack(work)
        return found


class StuckContract:
    @pytest.fixture
    async def scene(self, url: str) -> AsyncIterator[Scene]:
        async with open_database(url) as database:
            yield Scene.on(database, SweepLimits(limit=10, pages=2, most_tries=3))

    async def test_many_stuck_conversations_hide_no_new_message(self, scene: Scene) -> None:
        await scene.waits(*(f"stuck{n}" for n in range(25)))
        scene.clock.move(2)
        for _ in range(3):
            await scene.swept()
        await scene.waits("new", seconds=2)
        scene.clock.move(1.5)

        assert "new" in await scene.swept()

    async def test_what_is_in_the_queue_hides_no_lost_message(self, scene: Scene) -> None:
        names = [f"c{n}" for n in range(15)]
        await scene.waits(*names)
        for name in names:
            await scene.queue.put(ConversationId(name))
        await scene.waits("lost", seconds=1)
        scene.clock.move(3)

        assert await scene.sweep.once() == 1

    async def test_tries_are_counted_over_processes_until_it_is_a_dead_letter(
        self, scene: Scene, url: str
    ) -> None:
        await scene.waits("c1")
        async with open_database(url) as other:
            another = Scene.on(other, SweepLimits(most_tries=3))
            for one in (scene, another, scene):
                scene.clock.move(100)
                another.clock.at = scene.clock.at
                assert await one.swept() == ["c1"]
        scene.clock.move(100)

        with capture_logs() as lines:
            assert await scene.swept() == []

        assert [line["event"] for line in lines if line["log_level"] == "error"] == ["work.stuck"]
        (dead,) = await scene.stuck.dead(limit=9)
        assert (dead.conversation_id, dead.reason, dead.tries) == (C1, "no_answer", 3)
        assert (dead.since, dead.at, dead.waits) == (NOON, scene.clock.at, True)
        assert await scene.stuck.count_dead() == 1
        scene.clock.move(10_000)
        assert await scene.swept() == []

    async def test_a_dead_letter_may_be_tried_again(self, scene: Scene) -> None:
        await scene.waits("c1")
        await scene.stuck.set_aside(
            WaitingWork(conversation_id=C1, since=NOON), reason="no_answer", at=LATE
        )
        scene.clock.move(100)
        assert await scene.swept() == []

        assert await scene.stuck.retry(C1)
        assert not await scene.stuck.retry(C1)

        assert await scene.swept() == ["c1"]

    async def test_a_dead_letter_may_be_put_away(self, scene: Scene) -> None:
        await scene.waits("c1")
        await scene.stuck.set_aside(
            WaitingWork(conversation_id=C1, since=NOON), reason="no_answer", at=LATE
        )

        assert await scene.stuck.put_away(C1, at=LATE)

        assert await scene.stuck.dead(limit=9) == ()
        assert await scene.stuck.count_dead() == 0
        assert not await scene.stuck.put_away(ConversationId("c9"), at=LATE)
        scene.clock.move(100)
        assert await scene.swept() == []

    async def test_replies_wait_for_their_channel_for_a_day(self, scene: Scene) -> None:
        await scene.log.start(started("c1"))
        await scene.log.append(C1, [replied("r1")])
        for _ in range(6):
            scene.clock.move(200)
            assert await scene.swept() == ["c1"]
        scene.clock.move(25 * 3600)

        assert await scene.swept() == []

        (dead,) = await scene.stuck.dead(limit=9)
        assert dead.reason == "no_delivery"

    async def test_an_apology_goes_out_though_its_turn_is_a_dead_letter(self, scene: Scene) -> None:
        await scene.log.start(started("c1"))
        await scene.stuck.set_aside(
            WaitingWork(conversation_id=C1, since=NOON), reason="ValueError", at=NOON
        )
        await scene.log.append(C1, [replied("r1")])
        scene.clock.move(2)

        assert await scene.swept() == ["c1"]

        (dead,) = await scene.stuck.dead(limit=9)
        assert (dead.reason, dead.waits) == ("ValueError", True)

    async def test_a_message_that_was_dated_an_hour_ahead_is_swept(self, scene: Scene) -> None:
        await scene.waits("c1", seconds=3600)
        scene.clock.move(1)

        assert await scene.swept() == ["c1"]

    @pytest.mark.parametrize("ahead", [timedelta(minutes=2), timedelta(minutes=30)])
    async def test_a_pause_that_a_clock_noted_which_is_ahead_ends(
        self, scene: Scene, ahead: timedelta
    ) -> None:
        await scene.waits("c1")
        work = WaitingWork(conversation_id=C1, since=NOON)
        await scene.stuck.put_off(work, until=NOON + ahead)
        scene.clock.move(2)

        assert await scene.swept() == ["c1"]

    async def test_the_longest_pause_is_kept(self, scene: Scene) -> None:
        await scene.waits("c1")
        work = WaitingWork(conversation_id=C1, since=NOON)
        scene.clock.move(2)
        await scene.stuck.put_off(work, until=scene.clock.at + SweepLimits().longest)

        assert await scene.swept() == []

    async def test_what_was_answered_is_forgotten(self, scene: Scene) -> None:
        await scene.waits("c1")
        await scene.stuck.set_aside(
            WaitingWork(conversation_id=C1, since=NOON), reason="no_answer", at=LATE
        )
        await scene.log.append(C1, [replied("r1", "m-c1")])
        assert await scene.stuck.settle(LATE) == 0  # its reply has to go out

        await scene.log.erase(ConversationErased(conversation_id=C1, at=NOON))

        assert await scene.stuck.dead(limit=9) == ()


class TestOnSqlite(OnSqlite, StuckContract):
    async def test_ten_that_nobody_can_answer_hold_up_none_of_a_thousand(
        self, scene: Scene
    ) -> None:
        scene.sweep.limits = SweepLimits(most_tries=3)
        names = [f"c{number}" for number in range(1_000)]
        poisoned = set(names[::100])
        await scene.waits(*names)
        answered = set[str]()
        for tried in range(4):
            scene.clock.move(100)
            for name in await scene.swept():
                if name not in poisoned:
                    reply = replied(f"r-{name}", f"m-{name}", conversation=name)
                    await scene.log.append(
                        ConversationId(name), [reply, delivered(f"r-{name}", name)]
                    )
                    answered.add(name)
            assert len(answered) == 990, tried

        assert answered == {*names} - poisoned
        assert {one.conversation_id for one in await scene.stuck.dead(limit=99)} == poisoned


class TestOnPostgres(OnPostgres, StuckContract): ...
