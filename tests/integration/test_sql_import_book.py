"""Imported consents on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.conversation.ids import AccountId, ConversationId
from assistant.conversation.message import ChannelKind
from assistant.desk.privacy.person import Person
from assistant.messages.channels.updates import AccountContact, ContactKeys
from assistant.outreach.consent_imports.imported_consent import ImportState
from integrations.stores.sql.channels.contact_book import SqlContactBook
from integrations.stores.sql.database import open_database
from integrations.stores.sql.operations.consent_import_book import (
    SqlImportBook,
    hold_imported_consents,
)
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.imported_consents import IMPORTED

C1 = ConversationId("c1")
PLACE = AccountContact(
    channel=ChannelKind.WHATSAPP,
    account_id=AccountId("n1"),
    keys=ContactKeys(user_id="u1", phone=IMPORTED.phone),
)


class SqlContract:
    async def test_a_consent_waits_for_its_contact_and_is_settled_once(self, url: str) -> None:
        async with open_database(url) as database:
            book, contacts = SqlImportBook(database), SqlContactBook(database)
            assert await book.keep([IMPORTED], NOON, "ops") == 1
            assert await book.keep([IMPORTED], NOON, "ops") == 0
            assert await book.matched(limit=9) == []

            await contacts.open(PLACE, name="Léa", conversation_id=C1)
            assert await book.matched(limit=9) == [(IMPORTED, C1)]
            await book.settle(IMPORTED, ImportState.TAKEN, C1)
            assert await book.matched(limit=9) == []
            assert (await book.counts())[ImportState.TAKEN] == 1

    async def test_a_persons_consents_are_exported_and_erased(self, url: str) -> None:
        async with open_database(url) as database:
            book, holding = SqlImportBook(database), hold_imported_consents(database)
            await book.keep([IMPORTED], NOON, "ops")
            await SqlContactBook(database).open(PLACE, name="Léa", conversation_id=C1)
            lea = Person(conversations=(C1,))
            kept = [one async for one in holding.export(lea, content=False)]
            assert [one["proof"] for one in kept] == ["form 17"]
            assert await holding.erase(lea) == 1
            assert await book.matched(limit=9) == []


class TestSqliteImportBook(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgresImportBook(OnPostgres, SqlContract):
    pass
