"""Contacts, statuses, envelopes and media on SQLite files and on a real PostgreSQL."""

import pytest

from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person
from assistant.messages.channels.ports import ContactBook, Envelopes, MediaQueue, StatusBook
from assistant.ports import EventLog
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.channels.contact_book import SqlContactBook
from integrations.stores.sql.channels.envelopes import SqlEnvelopes, SqlMediaQueue
from integrations.stores.sql.channels.status_book import SqlStatusBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.privacy.channel_traces import hold_channel_contacts
from tests.contract.contact_book import ContactBookContract, at
from tests.contract.envelopes import DUE, UNKNOWN, EnvelopesContract, MediaQueueContract
from tests.contract.status_book import KEY, NUMBER, StatusBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.seeds.conversation_events import NOON


class Contacts(ContactBookContract):
    @pytest.fixture
    def book(self, database: Database) -> ContactBook:
        return SqlContactBook(database)


class Statuses(StatusBookContract):
    @pytest.fixture
    def log(self, database: Database) -> EventLog:
        return SqlEventLog(database)

    @pytest.fixture
    def book(self, log: EventLog, database: Database) -> StatusBook:
        del log
        return SqlStatusBook(database)


class Waiting(EnvelopesContract, MediaQueueContract):
    @pytest.fixture
    def envelopes(self, database: Database) -> Envelopes:
        return SqlEnvelopes(database)

    @pytest.fixture
    def queue(self, database: Database) -> MediaQueue:
        return SqlMediaQueue(database)


class TestSqliteContacts(OnSqlite, Contacts):
    pass


class TestSqliteStatuses(OnSqlite, Statuses):
    pass


class TestSqliteEnvelopes(OnSqlite, Waiting):
    pass


@pytest.mark.postgres
class TestPostgresContacts(OnPostgres, Contacts):
    pass


@pytest.mark.postgres
class TestPostgresStatuses(OnPostgres, Statuses):
    pass


@pytest.mark.postgres
class TestPostgresEnvelopes(OnPostgres, Waiting):
    pass


class TestErasing(OnSqlite):
    async def test_leaves_nobody_in_the_tables_of_channels(self, database: Database) -> None:
        contacts, queue = SqlContactBook(database), SqlMediaQueue(database)
        envelopes, statuses = SqlEnvelopes(database), SqlStatusBook(database)
        for user, conversation in (("FR.1", "c1"), ("FR.2", "c2")):
            await contacts.open(
                at(user, f"336{user[-1]}"),
                name="Ana",
                conversation_id=ConversationId(conversation),
            )
        await queue.put(DUE)
        await envelopes.done([], at=NOON, aside=[UNKNOWN])
        await statuses.begin(KEY, NUMBER, at=NOON)
        holding = hold_channel_contacts(database)
        ana = Person(conversations=(ConversationId("c1"),))

        exported = [record async for record in holding.export(ana, content=False)]
        assert [record.get("user_id") for record in exported] == ["FR.1", None]

        assert await holding.erase(ana) == 2
        assert await holding.erase(ana) == 0
        assert await contacts.of(ConversationId("c1")) is None
        assert await contacts.of(ConversationId("c2")) is not None
        assert list(await queue.due(NOON, limit=9)) == []
        assert list(await envelopes.aside(limit=9)) == []
