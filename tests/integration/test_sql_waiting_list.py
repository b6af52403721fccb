"""The waiting list on SQLite files and on a real PostgreSQL; a letter from stock to folder."""

from collections.abc import AsyncIterator, Callable
from datetime import date
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from assistant.commerce.shop_books import StockMove
from assistant.commerce.shop_effects import AlertBackInStock
from assistant.kit.duty import Duty
from assistant.kit.mail.letter import LetterKind
from assistant.kit.mail.mail_sender import MailSender
from assistant.operations.alerts.back_in_stock_letter import word_back
from assistant.operations.alerts.order_book import AlertingOrderBook
from assistant.operations.alerts.ports import WaitingList, WaitingUnavailableError
from assistant.operations.alerts.stock_news import StockNews
from assistant.operations.alerts.stock_watch import Watch
from assistant.ports import LogUnavailableError
from integrations.services.mail.mail_folder import OutboxMailer
from integrations.stores.memory.memory_shop import TERMS
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.kit.mail_spool import SqlMailSpool
from integrations.stores.sql.operations.waiting_list import SqlWaitingList
from integrations.stores.sql.shop.shop_statements import move_stock
from integrations.stores.sql.shop.sql_shop import SqlShop
from tests.contract.waiting_list import NOON, WaitingListContract, wait
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.work_queue import MemoryLeases
from tests.support.processes.databases import OnPostgres, OnSqlite, url_of_copy
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import RECORDS, permit

T = TypeVar("T")


class SqlContract(WaitingListContract):
    @pytest.fixture
    async def waiting(self, url: str) -> AsyncIterator[WaitingList]:
        async with open_database(url) as database:
            yield SqlWaitingList(database)

    async def test_waits_outlive_the_process(self, url: str) -> None:
        async with open_database(url) as database:
            await SqlWaitingList(database).keep(wait("a"))

        async with open_database(url) as database:
            assert list(await SqlWaitingList(database).next(NOON, limit=9)) == [wait("a")]


class TestSqliteWaitingList(OnSqlite, SqlContract):
    pass


@pytest.mark.postgres
class TestPostgresWaitingList(OnPostgres, SqlContract):
    pass


class AwayDatabase:
    """Answers nothing."""

    archive = Path("no archive")

    async def write(self, work: Callable[[Connection], T]) -> T:
        raise LogUnavailableError(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        raise LogUnavailableError(work)

    async def close(self) -> None: ...


class TestListWhoseDatabaseIsAway:
    async def test_says_so_at_every_call(self) -> None:
        waiting = SqlWaitingList(AwayDatabase())

        for call in (waiting.keep(wait("a")), waiting.drop("a"), waiting.next(NOON, limit=1)):
            with pytest.raises(WaitingUnavailableError):
                await call


class Works:
    """One process of the built-in shop with its watch and its mail, on a database file."""

    def __init__(self, database: Database, folder: Path) -> None:
        clock = HandClock()
        self.database = database
        self.folder = folder
        self.shop = SqlShop(database, terms=TERMS)
        self.waiting = SqlWaitingList(database)
        self.news = StockNews(MemoryFanout())
        spool = SqlMailSpool(database)
        self.orders = AlertingOrderBook(
            shop=self.shop, waiting=self.waiting, news=self.news, clock=clock
        )
        self.watch = Watch(
            waiting=self.waiting,
            customers=self.shop,
            assortment=self.shop,
            spool=spool,
            duty=Duty(leases=MemoryLeases(), name="alerts", for_s=60),
            clock=clock,
            news=self.news,
            forget=lambda _: None,
            every_s=60,
            default_language="fr",
        )
        self.sender = MailSender(
            spool=spool,
            mailer=OutboxMailer(folder=folder),
            wordings={LetterKind.BACK_IN_STOCK: partial(word_back, shop="Maison Lune")},
            sender="Maison Lune <bonjour@example.com>",
            clock=clock,
        )

    async def ask(self, key: str) -> None:
        effect = AlertBackInStock(
            customer_id=given.LEA, product_id=given.SHIRT, variant_id=given.GONE
        )
        await self.orders.execute(permit(effect, key=key))

    async def move(self, pieces: int) -> None:
        moved = StockMove(product_id=given.SHIRT, variant_id=given.GONE, pieces=pieces)
        await self.database.write(partial(move_stock, moves=[moved]))

    async def look(self) -> list[str]:
        """Look once, send what waits; return the subjects in the folder."""
        await self.watch.once()
        await self.sender.once()
        mails = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in self.folder.glob("*.eml")
        ]
        return sorted(f"{mail['To']}: {mail['Subject']}" for mail in mails)


ONE = "lea.legoff@example.com: Ouessant Shirt (XL) is back in stock"


class TestStockThatGoesUp:
    @pytest.fixture
    async def works(self, tmp_path: Path, sqlite_tables: Path) -> AsyncIterator[Works]:
        async with open_database(url_of_copy(sqlite_tables, tmp_path / "log.db")) as database:
            works = Works(database, tmp_path / "outbox")
            await works.shop.fill(RECORDS, source="test", day=date(2026, 11, 20))
            yield works

    async def test_sends_one_letter_to_who_asked(self, works: Works) -> None:
        await works.ask("k1")
        await works.ask("k2")
        assert await works.look() == []

        await works.move(3)

        assert await works.look() == [ONE]
        assert await works.look() == [ONE]

    async def test_sends_another_to_who_asks_again(self, works: Works) -> None:
        await works.ask("k1")
        await works.move(1)
        await works.look()
        await works.move(-1)

        await works.ask("k2")

        assert await works.look() == [ONE]
        await works.move(1)
        assert await works.look() == [ONE, ONE]

    async def test_sends_no_second_letter_after_a_crash_before_the_wait_ended(
        self, works: Works
    ) -> None:
        await works.ask("k1")
        await works.move(1)
        [waited] = await works.waiting.next(NOON, limit=9)
        assert await works.look() == [ONE]

        await works.waiting.keep(waited)  # as if the process had died before it was dropped

        assert await works.look() == [ONE]
        assert list(await works.waiting.next(NOON, limit=9)) == []
