"""The lists by shards, beside the version before shards, and on both databases."""

import asyncio
import shutil
import signal
from collections import Counter
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select
from sqlalchemy.ext.asyncio import create_async_engine

from assistant.conversation.ids import ALL_SHARDS, ConversationId, shard_of
from assistant.desk.lists.list_projection import take_in_all
from assistant.desk.lists.work_measures import MeasureKind
from assistant.desk.ports import ListsLag
from integrations.stores.sql.database import Database, fetch, open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.desk.case_tables import case_shards
from integrations.stores.sql.desk.work_figures import read_lists_lag
from integrations.stores.sql.log import log_statements
from integrations.stores.sql.log.event_log import SqlEventLog
from integrations.stores.sql.tables import events
from tests.contract.case_shards import HIGH, LOW, NAMES
from tests.contract.cases import DeskView, opened
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.processes.projector_process import start_projection
from tests.support.processes.worker_processes import ended
from tests.support.seeds.conversation_events import LATER, NOON, started
from tests.support.seeds.people_events import agent_replied, claimed, labelled, resolved
from tests.support.seeds.previous_version import PreviousCases

EACH = {MeasureKind.REPLIED, MeasureKind.FIRST_REPLY, MeasureKind.RESOLVED}


async def tell(desk: DeskView) -> None:
    """Let a person answer every conversation."""
    for number, name in enumerate(NAMES):
        story = claimed("anna"), agent_replied(f"r-{name}", f"{name}-1"), resolved()
        await desk.happens(*opened(name, number, labelled(name, "vip"), *story))


async def are_whole(desk: DeskView) -> None:
    """Assert that every event counts, and counts once."""
    assert sorted(await desk.ids()) == NAMES
    assert await desk.found("bonjour vip anna") == NAMES
    kinds = Counter(one.kind for one in await desk.cases.measures(NOON, LATER))
    assert kinds == dict.fromkeys(EACH, len(NAMES))


async def positions(database: Database) -> dict[int, int]:
    rows = await fetch(database, select(case_shards.c.shard, case_shards.c.position))
    return {row.shard: row.position for row in rows}


class ShardedContract:
    @pytest.fixture
    async def opened(self, url: str) -> AsyncIterator[Database]:
        async with open_database(url) as database:
            yield database

    @pytest.fixture
    async def desk(self, opened: Database) -> DeskView:
        desk = DeskView(log=SqlEventLog(opened), cases=SqlCases(opened))
        await tell(desk)
        return desk

    async def test_versions_side_by_side_count_everything_once_and_go_forward(
        self, desk: DeskView, opened: Database
    ) -> None:
        before, cases = PreviousCases(opened), desk.cases
        seen = [await positions(opened)]

        async def step_before() -> None:
            while (await before.advance(limit=5)).events:
                pass

        async def step(shards: range) -> None:
            more = True
            while more:
                more = (await cases.advance(limit=4, shards=shards)).more
                await cases.level()
                seen.append(await positions(opened))

        await asyncio.gather(step_before(), step(LOW), step(HIGH))

        await are_whole(desk)
        assert await cases.level() == 0
        assert await before.position() == await cases.last_position()
        for one, later in pairwise(seen):
            assert all(later[shard] >= position for shard, position in one.items())

    async def test_tell_how_far_they_are_behind_and_since_when(
        self, desk: DeskView, opened: Database
    ) -> None:
        first = (await desk.log.read(ConversationId(NAMES[0]))).events[0].event
        newest = await fetch(opened, select(func.max(events.c.position)))

        lag = await read_lists_lag(opened)

        assert lag == ListsLag(events=newest[0][0], since=first.at)
        await take_in_all(desk.cases, ALL_SHARDS)
        await desk.cases.level()
        assert await read_lists_lag(opened) is None

    async def test_the_version_before_goes_on_where_this_one_is(
        self, desk: DeskView, opened: Database
    ) -> None:
        await take_in_all(desk.cases, ALL_SHARDS)
        assert await desk.cases.level() == 0

        before = PreviousCases(opened)

        assert await before.position() == await desk.cases.last_position()
        assert (await before.advance(limit=5)).events == 0

    async def test_this_version_goes_on_where_the_one_before_is(
        self, desk: DeskView, opened: Database
    ) -> None:
        while (await PreviousCases(opened).advance(limit=99)).events:
            pass

        assert await desk.cases.level() == 0
        assert (await desk.cases.advance(limit=99)).events == 0

    @pytest.mark.parametrize("looks", [0, 1])
    async def test_what_the_version_before_leaves_half_made_is_finished(
        self, desk: DeskView, opened: Database, looks: int
    ) -> None:
        await take_in_all(desk.cases, ALL_SHARDS)
        for _ in range(looks):
            await desk.cases.level()
        before = PreviousCases(opened)
        await before.start_over()
        await before.advance(limit=20)

        await desk.cases.level()
        await take_in_all(desk.cases, ALL_SHARDS)

        await are_whole(desk)


class TestShardedOnSqlite(OnSqlite, ShardedContract): ...


@pytest.mark.postgres
class TestShardedOnPostgres(OnPostgres, ShardedContract):
    async def test_no_share_passes_an_event_that_is_stored_late(
        self, desk: DeskView, url: str
    ) -> None:
        await take_in_all(desk.cases, ALL_SHARDS)
        late = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
        async with late.connect() as connection:
            await connection.run_sync(lambda one: log_statements.start(one, started("late")))
            await desk.happens(*opened("sooner"))
            for share in (LOW, HIGH):
                await take_in_all(desk.cases, share)
            assert "sooner" not in await desk.ids()
            await connection.commit()
        await late.dispose()

        for share in (LOW, HIGH):
            await take_in_all(desk.cases, share)

        assert {"sooner", "late"} <= {*await desk.ids()}
        assert await desk.cases.level() == 0

    async def test_the_database_says_the_same_shard(self, opened: Database) -> None:
        names = ["c1", "é", "\\x00", "a" * 300, "{}"]
        rows = await fetch(opened, select(*(func.conversation_shard(name) for name in names)))

        assert list(rows[0]) == [shard_of(name) for name in names]


@pytest.mark.slow  # a process for each write
async def test_killed_at_each_write_everything_counts_once(tmp_path: Path) -> None:
    template, code, dies_at = tmp_path / "template", -signal.SIGKILL, 0
    async with open_database(f"sqlite:///{template / 'log.db'}") as database:
        await tell(DeskView(log=SqlEventLog(database), cases=SqlCases(database)))
    while code == -signal.SIGKILL:
        dies_at += 1
        folder = shutil.copytree(template, tmp_path / str(dies_at))
        url = f"sqlite:///{folder / 'log.db'}"
        code = await ended(start_projection(url, dies_at=dies_at))
        async with open_database(url) as database:
            desk = DeskView(log=SqlEventLog(database), cases=SqlCases(database))
            await take_in_all(desk.cases, ALL_SHARDS)
            await are_whole(desk)
            assert await desk.cases.level() == 0

    assert code == 0
    assert dies_at > 30  # the writes of a step, for two steps of two shares
