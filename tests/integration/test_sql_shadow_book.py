"""Turns in shadow on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person
from assistant.improvement.autonomy.ports import ShadowBook
from assistant.improvement.autonomy.shadow_turn import ShadowState
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.shadow_book import SqlShadowBook, hold_shadow_turns
from tests.contract.shadow_book import JUDGED, TURN, ShadowBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite


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
    pass
