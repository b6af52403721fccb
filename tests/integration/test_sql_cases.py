"""The desk's lists and canned replies on SQLite files and on a real PostgreSQL."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from assistant.conversation.ids import ConversationId
from assistant.desk.canned_replies import CannedReplies
from assistant.desk.lists.work_measures import MeasureKind
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.canned_reply_book import SqlCannedReplies
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.log.event_log import SqlEventLog
from tests.contract.canned_replies import CannedRepliesContract
from tests.contract.case_measures import MeasuresContract, StoriesContract
from tests.contract.case_search import ErasedContract, FollowingContract, SearchContract
from tests.contract.case_shards import ShardsContract
from tests.contract.cases import CasesContract, DeskView, PagingContract, opened
from tests.contract.source_uses import SourceUsesContract
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.seeds.conversation_events import LATER, NOON
from tests.support.seeds.people_events import agent_replied, claimed, labelled, resolved


class SqlContract(
    CasesContract,
    ErasedContract,
    FollowingContract,
    MeasuresContract,
    PagingContract,
    SearchContract,
    ShardsContract,
    SourceUsesContract,
    StoriesContract,
):
    @pytest.fixture
    async def desk(self, url: str) -> AsyncIterator[DeskView]:
        async with open_database(url) as database:
            yield DeskView(log=SqlEventLog(database), cases=SqlCases(database))

    async def test_processes_that_take_in_the_log_at_once_count_everything_once(
        self, url: str
    ) -> None:
        names = [f"c{number}" for number in range(12)]
        async with open_database(url) as one, open_database(url) as other:
            desk = DeskView(log=SqlEventLog(one), cases=SqlCases(one))
            for name in names:
                story = claimed("anna"), agent_replied(f"r-{name}", f"{name}-1"), resolved()
                await desk.happens(*opened(name, 0, labelled(name, "vip"), *story))

            async def step(cases: SqlCases) -> None:
                while (await cases.advance(limit=5)).events:
                    pass

            async def follow(cases: SqlCases) -> None:
                for name in names:
                    await cases.follow(ConversationId(name))

            second = SqlCases(other)
            await asyncio.gather(
                *(step(cases) for cases in (SqlCases(one), second) for _ in range(2)),
                *(follow(cases) for cases in (SqlCases(one), second)),
            )

            assert {*await desk.found("bonjour vip anna")} == {*names}
            measures = await desk.cases.measures(NOON, LATER)
            assert Counter(measure.kind for measure in measures) == {
                MeasureKind.REPLIED: 12,
                MeasureKind.FIRST_REPLY: 12,
                MeasureKind.RESOLVED: 12,
            }
            assert (await desk.cases.advance(limit=5)).events == 0
            shown = await desk.page()
            await desk.cases.start_over()
            await desk.after()
            assert await desk.page() == shown


class TestSqliteCases(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgresCases(OnPostgres, SqlContract):
    pass


class SqlCannedContract(CannedRepliesContract):
    @pytest.fixture
    async def canned(self, url: str) -> AsyncIterator[CannedReplies]:
        async with open_database(url) as database:
            yield SqlCannedReplies(database)


class TestSqliteCannedReplies(OnSqlite, SqlCannedContract):
    pass


@pytest.mark.postgres
class TestPostgresCannedReplies(OnPostgres, SqlCannedContract):
    pass
