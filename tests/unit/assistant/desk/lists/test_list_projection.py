import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field

import pytest

from assistant.conversation.ids import ALL_SHARDS, AgentId, ConversationId
from assistant.conversation.people import Agent, Role
from assistant.desk.desk_service import Desk
from assistant.desk.lists.list_projection import (
    LISTS,
    Projector,
    ProjectorLimits,
    ids_of,
    rebuild,
    tell,
)
from assistant.desk.moves.conversation_moves import claim
from assistant.desk.ports import CaseProjection, CaseQuery, ProjectionStep, View
from assistant.kit.duty import Duty
from assistant.ports import LogUnavailableError
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.desk_cases import MemoryCases
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.work_queue import MemoryLeases, MemoryPresence, MemoryWorkQueue
from tests.support.patience import until
from tests.support.seeds.conversation_events import WIDGET, started, wrote

ANNA = Agent(agent_id=AgentId("anna"), email="anna@example.com", name="Anna", role=Role.AGENT)
ALL = CaseQuery(view=View.ALL)


@dataclass(slots=True, kw_only=True)
class Place:
    """A shop's log, lists and pages, all in memory."""

    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    fanout: MemoryFanout = field(default_factory=MemoryFanout)
    leases: MemoryLeases = field(default_factory=MemoryLeases)
    helpers: MemoryPresence = field(default_factory=MemoryPresence)
    cases: MemoryCases = field(init=False)

    def __post_init__(self) -> None:
        self.cases = MemoryCases(self.log)

    def projector(
        self, cases: CaseProjection | None = None, *, name: str = "one", far_behind: int = 99
    ) -> Projector:
        return Projector(
            projection=cases or self.cases,
            duty=Duty(leases=self.leases, name="lists", for_s=60),
            fanout=self.fanout,
            limits=ProjectorLimits(
                every_s=0.001, duty_every_s=0.01, batch=3, far_behind=far_behind
            ),
            helpers=self.helpers,
            name=name,
        )

    async def write(self, name: str) -> None:
        await self.log.start(started(name))
        message = wrote(f"{name}-1", name)
        await self.log.accept(message, account_id=WIDGET, provider_message_id=message.message_id)


class ForgetfulCases(MemoryCases):
    """Lists that another version of the fold made."""

    current = False

    async def is_current(self) -> bool:
        return self.current

    async def start_over(self) -> None:
        self.current = True
        await super().start_over()


class SlowCases(MemoryCases):
    """Lists of two processes; nothing is taken in before both have asked for a share."""

    def __init__(self, log: MemoryEventLog) -> None:
        super().__init__(log)
        self.shares = set[tuple[int, ...]]()

    async def advance(self, *, limit: int, shards: Collection[int] = ALL_SHARDS) -> ProjectionStep:
        self.shares.add(tuple(shards))
        if len({*self.shares} - {tuple(ALL_SHARDS)}) < 2:
            return ProjectionStep(position=0, events=0)
        return await super().advance(limit=limit, shards=shards)


class AwayOnce(MemoryCases):
    """Lists whose database does not answer the first time."""

    asked = 0

    async def is_current(self) -> bool:
        self.asked += 1
        if self.asked == 1:
            raise LogUnavailableError
        return True


@pytest.fixture
def place() -> Place:
    return Place()


async def shown(cases: MemoryCases, *, count: int) -> list[str]:
    async def are_there() -> bool:
        return len((await cases.list(ALL)).cases) >= count

    await until(are_there, every_s=0)
    return [case.conversation_id for case in (await cases.list(ALL)).cases]


class TestProjector:
    async def test_shows_what_happens_and_tells_open_lists(self, place: Place) -> None:
        stop = asyncio.Event()
        async with place.fanout.subscribe(LISTS) as notices, asyncio.TaskGroup() as group:
            group.create_task(place.projector().run(stop))
            await place.write("c1")

            assert ids_of(await anext(notices)) == {"c1"}
            assert await shown(place.cases, count=1) == ["c1"]
            stop.set()

    async def test_one_of_many_processes_does_it(self, place: Place) -> None:
        stop = asyncio.Event()
        other = MemoryCases(place.log)
        async with asyncio.TaskGroup() as group:
            group.create_task(place.projector().run(stop))
            group.create_task(place.projector(other).run(stop))
            await place.write("c1")
            await shown(place.cases, count=1)
            stop.set()

        assert (await other.list(ALL)).cases == ()

    async def test_lists_of_another_fold_are_made_again(self, place: Place) -> None:
        cases = ForgetfulCases(place.log)
        await place.write("c1")
        await cases.advance(limit=1)
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(place.projector(cases).run(stop))
            await until(cases.is_current, every_s=0)
            assert await shown(cases, count=1) == ["c1"]
            stop.set()

    async def test_goes_on_when_the_log_is_back(self, place: Place) -> None:
        cases, stop = AwayOnce(place.log), asyncio.Event()
        await place.write("c1")
        async with asyncio.TaskGroup() as group:
            group.create_task(place.projector(cases).run(stop))
            assert await shown(cases, count=1) == ["c1"]
            stop.set()

    async def test_one_that_is_far_behind_calls_others_who_leave_once_it_keeps_up(
        self, place: Place
    ) -> None:
        names = [f"c{number}" for number in range(20)]
        for name in names:
            await place.write(name)
        cases, stop = SlowCases(place.log), asyncio.Event()

        async def is_over() -> bool:
            return tuple(ALL_SHARDS) in cases.shares and not await place.helpers.alive()

        async with asyncio.TaskGroup() as group:
            for name in ("one", "other"):
                projector = place.projector(cases, name=name, far_behind=9)
                group.create_task(projector.run(stop))
            assert sorted(await shown(cases, count=20)) == sorted(names)
            await until(is_over, every_s=0)
            stop.set()

        assert {tuple(range(32)), tuple(range(32, 64))} <= cases.shares

    async def test_nobody_comes_whom_another_fold_called(self, place: Place) -> None:
        cases, stop = ForgetfulCases(place.log), asyncio.Event()
        await place.write("c1")
        await place.helpers.beat("!other", for_s=60)
        async with asyncio.TaskGroup() as group:
            group.create_task(place.projector(cases).help(stop))
            await asyncio.sleep(0)
            stop.set()

        assert await place.helpers.alive() == {"!other"}

    async def test_a_notice_of_too_many_names_none(self, place: Place) -> None:
        async with place.fanout.subscribe(LISTS) as notices:
            await tell(place.fanout, tuple(ConversationId(f"c{n}") for n in range(201)))

            assert ids_of(await anext(notices)) == frozenset()
        assert ids_of(b"") == frozenset()


class TestRebuild:
    async def test_makes_the_lists_again_and_says_how_far_it_is(self, place: Place) -> None:
        for name in ("c1", "c2", "c3"):
            await place.write(name)
        told: list[tuple[int, int]] = []

        events = await rebuild(
            place.cases, batch=4, progress=lambda done, all_: told.append((done, all_))
        )

        assert events == 6
        assert told == [(4, 6), (6, 6)]
        assert sorted(await shown(place.cases, count=3)) == ["c1", "c2", "c3"]


class TestDesk:
    async def test_whoever_did_it_sees_it_in_the_next_list(self, place: Place) -> None:
        await place.write("c1")
        desk = Desk(
            events=place.log,
            queue=MemoryWorkQueue(),
            fanout=place.fanout,
            clock=HandClock(),
            cases=place.cases,
        )
        async with place.fanout.subscribe(LISTS) as notices:
            await desk.make(ConversationId("c1"), claim(ANNA))

            assert ids_of(await anext(notices)) == {"c1"}
        mine = await place.cases.list(CaseQuery(view=View.MINE, agent_id=ANNA.agent_id))
        assert [case.conversation_id for case in mine.cases] == ["c1"]
