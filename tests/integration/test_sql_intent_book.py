"""The books of outreach on SQLite files and on a real PostgreSQL."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import insert, literal, select

from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.events import ConsentChanged, ContactOptedOut, ConversationErased
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.desk.privacy.person import Person
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.operations.intent_book import SqlIntentBook, hold_intents
from integrations.stores.sql.operations.outreach_tables import intents
from tests.contract.intent_book import BEGUN, NOON, IntentBookContract, OutreachBook, intent
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.seeds.conversation_events import started

C1 = ConversationId("c1")


class SqlContract(IntentBookContract):
    @pytest.fixture
    async def book(self, url: str) -> AsyncIterator[OutreachBook]:
        async with open_database(url) as database:
            yield SqlIntentBook(database)

    async def test_a_trigger_of_a_newer_version_holds_up_no_other(self, url: str) -> None:
        async with open_database(url) as database:
            book = SqlIntentBook(database)
            await book.note(BEGUN, [intent()])
            [known] = await book.due(NOON, limit=9)
            await database.write(
                lambda one: one.execute(
                    insert(intents).from_select(
                        intents.columns.keys(),
                        select(
                            *(
                                literal("newer").label(column.name)
                                if column.name in {"intent_id", "trigger"}
                                else column
                                for column in intents.columns
                            )
                        ).where(intents.c.intent_id == known.intent_id),
                    )
                )
            )

            assert await book.due(NOON, limit=9) == [known]
            assert len(await book.unfollowed(NOON, limit=9)) == 1

    async def test_the_audience_is_read_off_the_log_and_forgotten_with_it(self, url: str) -> None:
        async with open_database(url) as database:
            log, cases, book = SqlEventLog(database), SqlCases(database), SqlIntentBook(database)
            await log.start(started())
            given = ConsentChanged(
                conversation_id=C1,
                at=NOON,
                purpose=ContactPurpose.SERVICE,
                stage=ConsentStage.ASKED,
                source="chat",
            )
            await log.append(C1, [given, ContactOptedOut(conversation_id=C1, at=NOON)])
            await cases.advance(limit=10)

            assert await book.page(ContactPurpose.SERVICE, after=None, limit=9) == [C1]
            assert await book.page(ContactPurpose.SERVICE, after=C1, limit=9) == []

            erased = ConversationErased(conversation_id=C1, at=NOON, by=None, rule="asked_for")
            await log.erase(erased)
            await cases.follow(C1)
            assert await book.page(ContactPurpose.SERVICE, after=None, limit=9) == []

    async def test_a_persons_rows_are_exported_and_erased(self, url: str) -> None:
        async with open_database(url) as database:
            book, holding = SqlIntentBook(database), hold_intents(database)
            await book.note(BEGUN, [intent(), intent(customer="tom")])
            lea = Person(customer_ids=frozenset({CustomerId("lea")}))

            kept = [one async for one in holding.export(lea, content=False)]
            assert [one["cause"] for one in kept if one["state"] == "waiting"] == ["1042"]
            assert await holding.erase(lea) == 2
            assert [one.customer_id for one in await book.due(NOON, limit=9)] == ["tom"]


class TestSqliteIntentBook(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgresIntentBook(OnPostgres, SqlContract):
    pass
