"""The announcement book on SQLite files and on a real PostgreSQL."""

import pytest
from sqlalchemy import Connection, select, text

from assistant.kit.announcing.announcement_sender import UNREADABLE, AnnouncementSender
from assistant.kit.announcing.ports import AnnouncementBook, PostAnswer
from assistant.kit.announcing.subscriptions import Subscriptions, UnreadableSubscriberError
from assistant.kit.announcing.types import EVERY_TYPE, DeliveryState
from assistant.messages.channels.secret_seal import Seal
from integrations.stores.sql.database import Database
from integrations.stores.sql.kit import announcement_statements as statements
from integrations.stores.sql.kit.announcement_book import SqlAnnouncementBook
from integrations.stores.sql.kit.announcement_tables import subscribers
from tests.contract.announcement_book import AnnouncementBookContract
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.simulators.webhook_subscriber import NOON, SECRET, announcement, subscriber

SEAL = Seal.derived(bytes(32), purpose="tests")


class SqlContract(AnnouncementBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> AnnouncementBook:
        return SqlAnnouncementBook(database, SEAL)

    async def test_neither_an_address_nor_a_secret_stands_in_the_database(
        self, book: AnnouncementBook, database: Database
    ) -> None:
        await book.keep(subscriber(url="https://hooks.example/secret-path"))

        rows = await database.read(lambda connection: connection.execute(select(subscribers)).all())

        assert "secret-path" not in str(rows)
        assert SECRET.removeprefix("whsec_") not in str(rows)

    async def test_what_another_key_sealed_is_listed_waited_for_and_removed(
        self, book: AnnouncementBook, database: Database
    ) -> None:
        await book.keep(subscriber())
        await book.put(announcement())
        other = SqlAnnouncementBook(database, Seal.derived(bytes(32), purpose="another key"))
        clock = HandClock(NOON)
        subscribing = Subscriptions(book=other, clock=clock)
        sender = AnnouncementSender(book=other, post=NoPost(), clock=clock)

        await sender.once()

        [one] = await other.subscribers()
        assert (one.readable, one.host, one.secrets, one.types) == (False, "", (), EVERY_TYPE)
        [delivery] = await other.deliveries(limit=9)
        assert (delivery.state, delivery.answer) == (DeliveryState.WAITING, UNREADABLE)
        for change in (subscribing.rotate, subscribing.enable):
            with pytest.raises(UnreadableSubscriberError):
                await change(one.subscriber_id)
        assert list(await book.subscribers()) == [subscriber()]
        await subscribing.remove(one.subscriber_id)
        assert list(await book.subscribers()) == []


class NoPost:
    """Nobody is to be posted to."""

    async def post(self, *_: object) -> PostAnswer:
        raise AssertionError


class TestSqlite(OnSqlite, SqlContract):
    async def test_looks_for_what_is_old_by_an_index(
        self, book: AnnouncementBook, database: Database
    ) -> None:
        assert await book.forget(NOON) == 0  # the tables are there

        plan = await database.read(explained)

        assert "webhook_announcements_at" in plan
        assert "webhook_deliveries_settled" in plan


def explained(connection: Connection) -> str:
    """Return how SQLite would look for what is old."""
    found: list[object] = []
    for query in statements.old(NOON):
        words = query.compile(connection, compile_kwargs={"literal_binds": True})
        found += connection.execute(text(f"EXPLAIN QUERY PLAN {words}")).all()
    return str(found)


@pytest.mark.postgres
class TestPostgres(OnPostgres, SqlContract):
    pass
