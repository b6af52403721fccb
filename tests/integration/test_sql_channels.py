"""Contacts, statuses, envelopes and media on SQLite files and on a real PostgreSQL."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import DeliveryStatus
from assistant.desk.privacy.person import Person
from assistant.messages.channels.message_charges import MessageCharge
from assistant.messages.channels.ports import ContactBook, Envelopes, MediaQueue, StatusBook
from assistant.messages.channels.updates import StatusArrived
from assistant.ports import EventLog
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.channels.charge_book import SqlChargeBook
from integrations.stores.sql.channels.contact_book import SqlContactBook
from integrations.stores.sql.channels.envelopes import SqlEnvelopes, SqlMediaQueue
from integrations.stores.sql.channels.status_book import SqlStatusBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.privacy.channel_traces import hold_channel_contacts
from tests.contract.contact_book import ContactBookContract, at
from tests.contract.envelopes import DUE, UNKNOWN, EnvelopesContract, MediaQueueContract
from tests.contract.status_book import KEY, NUMBER, StatusBookContract, told
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.seeds.conversation_events import NOON, started


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


class Charges:
    """What channels charge for, with statuses that come in any order and more than once."""

    @pytest.fixture
    async def book(self, database: Database) -> StatusBook:
        await SqlEventLog(database).start(started("c1"))
        return SqlStatusBook(database)

    @pytest.mark.parametrize("early", [0, 1, 2])  # statuses that come before the send is noted
    @pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "read"])))
    async def test_a_message_is_charged_once(
        self, database: Database, book: StatusBook, order: Sequence[str], early: int
    ) -> None:
        await book.begin(KEY, NUMBER, at=NOON)
        for place, status in enumerate((*order, *order)):
            if place == early:
                await book.sent(KEY, NUMBER, "wamid.1", at=NOON)
            came = status == "delivered"  # one of the two has the price
            await book.report(charged(DeliveryStatus(status), "utility" if came else ""))

        kept = await SqlChargeBook(database).charged(DAY, DAY + timedelta(days=1))
        assert [(one.charge.category, one.charge.country, one.count) for one in kept] == [
            ("utility", "FR", 1)
        ]

    async def test_are_summed_by_category_and_country_within_the_days(
        self, database: Database, book: StatusBook
    ) -> None:
        for number in range(5):
            key = replace(KEY, message_id=MessageId(f"r{number}"))
            await book.sent(key, NUMBER, f"wamid.{number}", at=NOON)
            told = charged(DeliveryStatus.READ, "marketing" if number else "utility")
            at = NOON + timedelta(days=number // 3)
            await book.report(replace(told, provider_message_id=f"wamid.{number}", at=at))
        charges = SqlChargeBook(database)

        first = await charges.charged(DAY, DAY + timedelta(days=1))
        both = await charges.charged(DAY, DAY + timedelta(days=2))

        assert [(one.charge.category, one.count) for one in first] == [
            ("marketing", 2),
            ("utility", 1),
        ]
        assert [one.count for one in both] == [4, 1]
        assert await charges.counted_since() == DAY
        await book.drop_before(NOON + timedelta(days=9))  # sums stay
        assert [one.count for one in await charges.charged(DAY, DAY + timedelta(days=2))] == [4, 1]

    async def test_that_nobody_told_are_none(self, database: Database, book: StatusBook) -> None:
        await book.sent(KEY, NUMBER, "wamid.1", at=NOON)
        await book.report(charged(DeliveryStatus.DELIVERED, ""))
        charges = SqlChargeBook(database)

        assert list(await charges.charged(DAY, DAY + timedelta(days=1))) == []
        assert await charges.counted_since() is None


DAY = NOON.date()


def charged(status: DeliveryStatus, category: str) -> StatusArrived:
    charge = MessageCharge(category=category, country="FR") if category else None
    return replace(told(status), charge=charge)


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


class TestSqliteCharges(OnSqlite, Charges):
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
class TestPostgresCharges(OnPostgres, Charges):
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
