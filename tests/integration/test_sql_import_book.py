"""Imported consents on SQLite files and on a real PostgreSQL."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from assistant.conversation.consents import ContactPurpose
from assistant.conversation.events import ContactOptedOut
from assistant.conversation.ids import AccountId, ConversationId
from assistant.conversation.message import ChannelKind
from assistant.desk.privacy.person import Person
from assistant.messages.channels.updates import AccountContact, ContactKeys
from assistant.outreach.consent_imports.imported_consent import ImportState
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.channels.contact_book import SqlContactBook
from integrations.stores.sql.database import fetch, open_database
from integrations.stores.sql.operations.consent_import_book import (
    SqlImportBook,
    hold_imported_consents,
)
from integrations.stores.sql.operations.outreach_tables import stops
from integrations.stores.sql.privacy.channel_traces import hold_channel_contacts
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.seeds.conversation_events import NOON, started
from tests.support.seeds.imported_consents import IMPORTED

C1 = ConversationId("c1")
KEY = bytes(32)
PLACE = AccountContact(
    channel=ChannelKind.WHATSAPP,
    account_id=AccountId("n1"),
    keys=ContactKeys(user_id="u1", phone=IMPORTED.phone),
)


class SqlContract:
    async def test_a_consent_waits_for_its_contact_and_is_settled_once(self, url: str) -> None:
        async with open_database(url) as database:
            book, contacts = SqlImportBook(database, KEY), SqlContactBook(database)
            assert await book.keep([IMPORTED], NOON, "ops") == 1
            assert await book.keep([IMPORTED], NOON, "ops") == 0
            assert await book.matched(limit=9) == []

            await contacts.open(PLACE, name="Léa", conversation_id=C1)
            assert await book.matched(limit=9) == [(IMPORTED, (C1,))]
            await book.settle(IMPORTED, ImportState.TAKEN, C1)
            assert await book.matched(limit=9) == []
            assert (await book.counts())[ImportState.TAKEN] == 1

    async def test_a_persons_consents_are_exported_and_erased(self, url: str) -> None:
        async with open_database(url) as database:
            book, holding = SqlImportBook(database, KEY), hold_imported_consents(database, KEY)
            await book.keep([IMPORTED], NOON, "ops")
            await SqlContactBook(database).open(PLACE, name="Léa", conversation_id=C1)
            lea = Person(conversations=(C1,))
            kept = [one async for one in holding.export(lea, content=False)]
            assert [one["proof"] for one in kept] == ["form 17"]
            assert await holding.erase(lea) == 1
            assert await book.matched(limit=9) == []

    @pytest.mark.parametrize("imported", [True, False])
    async def test_a_stop_outlives_the_erasure_of_its_conversation(
        self, url: str, *, imported: bool
    ) -> None:
        async with open_database(url) as database:
            book, holding = SqlImportBook(database, KEY), hold_imported_consents(database, KEY)
            contacts, log = SqlContactBook(database), SqlEventLog(database)
            if imported:
                await book.keep([IMPORTED], NOON, "ops")
            await contacts.open(PLACE, name="Léa", conversation_id=C1)
            await log.start(started())
            await log.append(C1, [ContactOptedOut(conversation_id=C1, at=NOON)])
            lea = Person(conversations=(C1,))
            await holding.erase(lea)
            await hold_channel_contacts(database).erase(lea)

            other = replace(IMPORTED, phone="33612345679")
            again = replace(IMPORTED, purpose=ContactPurpose.MARKETING)
            assert await book.keep([IMPORTED, again, other], NOON, "ops") == 1
            await contacts.open(PLACE, name="Léa", conversation_id=ConversationId("c2"))
            assert await book.matched(limit=9) == []

    async def test_a_stop_settled_is_kept_of_its_purpose_and_as_no_number(self, url: str) -> None:
        async with open_database(url) as database:
            book, holding = SqlImportBook(database, KEY), hold_imported_consents(database, KEY)
            await book.keep([IMPORTED], NOON, "ops")
            await book.settle(IMPORTED, ImportState.STOPPED, C1)
            await holding.erase(Person(conversations=(C1,)))
            again = replace(IMPORTED, purpose=ContactPurpose.MARKETING)
            assert await book.keep([IMPORTED, again], NOON, "ops") == 1
            kept = await fetch(database, select(stops))
            assert [(len(one.mark), one.purpose) for one in kept] == [(64, "service")]

    async def test_both_accounts_conversations_come_with_one_consent(self, url: str) -> None:
        async with open_database(url) as database:
            book, contacts = SqlImportBook(database, KEY), SqlContactBook(database)
            await book.keep([IMPORTED], NOON, "ops")
            await contacts.open(PLACE, name="Léa", conversation_id=C1)
            second = replace(PLACE, account_id=AccountId("n2"))
            c2 = ConversationId("c2")
            await contacts.open(second, name="Léa", conversation_id=c2)
            assert await book.matched(limit=1) == [(IMPORTED, (C1, c2))]


class TestSqliteImportBook(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgresImportBook(OnPostgres, SqlContract):
    pass
