"""Turns in shadow on SQLite files and on a real PostgreSQL."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, delete
from sqlalchemy.util import await_only

from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person
from assistant.improvement.autonomy.ports import ShadowBook
from assistant.improvement.autonomy.shadow_turn import ShadowState
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.shadow_book import SqlShadowBook, hold_shadow_turns, turns
from tests.contract.shadow_book import JUDGED, TURN, ShadowBookContract
from tests.support.patience import until
from tests.support.processes.databases import OnPostgres, OnSqlite, waits_for_a_lock
from tests.support.seeds.conversation_events import LATER


class SqlShadows(ShadowBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> ShadowBook:
        return SqlShadowBook(database)

    async def test_go_with_the_person_who_wrote(self, database: Database) -> None:
        book, holding = SqlShadowBook(database), hold_shadow_turns(database)
        await book.keep([TURN], [], position=1)
        await book.move(JUDGED, expected=ShadowState.UNTAKEN)
        person = Person(conversations=(ConversationId("c1"),))

        [told] = [one async for one in holding.export(person, content=True)]
        assert "30 jours" in str(told)
        assert "mara" not in str(told)
        assert await holding.erase(Person(conversations=(ConversationId("c2"),))) == 0
        assert await holding.erase(person) == 1
        assert list(await book.ended()) == []
        assert await book.edition() == 2
        assert not await book.move(TURN, expected=ShadowState.AGREED)


class TestSqliteShadows(OnSqlite, SqlShadows):
    pass


@pytest.mark.postgres
class TestPostgresShadows(OnPostgres, SqlShadows):
    async def test_count_no_turn_that_a_person_takes_away_meanwhile(
        self, database: Database
    ) -> None:
        book = SqlShadowBook(database)
        await book.keep([JUDGED], [], position=1)
        later = LATER + timedelta(days=1)
        pruning: list[asyncio.Task[int]] = []

        def erase(connection: Connection) -> None:
            connection.execute(delete(turns))
            pruning.append(asyncio.create_task(book.prune({}, others=later)))
            await_only(until(partial(waits_for_a_lock, database)))

        await database.write(erase)

        assert await pruning[0] == 0
        assert await book.counts() == {}
