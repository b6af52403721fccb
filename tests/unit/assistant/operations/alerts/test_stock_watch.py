"""The watch: one letter to each who waits, whatever happens between."""

import asyncio
from dataclasses import replace

import pytest

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.customer import Customer
from assistant.commerce.ports import Assortment, ShopUnavailableError
from assistant.commerce.shop_ids import CustomerId, ProductId, VariantId
from assistant.conversation.message import Language
from assistant.kit.duty import Duty
from assistant.operations.alerts.ports import WaitingCustomer, WaitingUnavailableError
from assistant.operations.alerts.stock_news import StockNews
from assistant.operations.alerts.stock_watch import Watch
from integrations.stores.memory.mail_spool import MemorySpool
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.waiting_list import MemoryWaitingList
from tests.support.memory.work_queue import MemoryLeases
from tests.support.patience import until
from tests.support.seeds import shop_records as given
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.shop_records import RECORDS


def wait(
    name: str, customer: CustomerId = given.LEA, variant: VariantId = given.SMALL
) -> WaitingCustomer:
    return WaitingCustomer(
        alert_id=name,
        customer_id=customer,
        product_id=given.SHIRT,
        variant_id=variant,
        asked_at=NOON,
    )


class DiesBeforeTheEnd(MemoryWaitingList):
    """Cannot end the first wait."""

    fails = True

    async def drop(self, alert_id: str) -> None:
        if self.fails:
            self.fails = False
            raise WaitingUnavailableError
        await super().drop(alert_id)


class AwayAssortment:
    """A shop system that does not answer."""

    async def product(self, product_id: ProductId, *, language: Language) -> SoldProduct | None:
        raise ShopUnavailableError(product_id, language)


class HalfAway(MemoryShop):
    """Says nothing of shirts."""

    async def product(self, product_id: ProductId, *, language: Language) -> SoldProduct | None:
        if product_id == given.SHIRT:
            raise ShopUnavailableError(product_id)
        return await super().product(product_id, language=language)


class FewCustomers:
    """Knows one customer without an address, and nobody else."""

    async def with_id(self, customer_id: CustomerId) -> Customer | None:
        known = Customer(customer_id=given.LEA, given_name="L", family_name="G", email="")
        return known if customer_id == given.LEA else None

    async def with_email(self, email: str) -> Customer | None:
        raise LookupError(email)

    async def named(self, given_name: str, family_name: str, postcode: str) -> tuple[Customer, ...]:
        raise LookupError(given_name, family_name, postcode)


class Scene:
    def __init__(self, waiting: MemoryWaitingList | None = None) -> None:
        self.waiting = waiting or MemoryWaitingList()
        self.spool = MemorySpool()
        self.leases = MemoryLeases()
        self.fanout = MemoryFanout()
        self.forgotten: list[ProductId | None] = []
        self.shop = MemoryShop(RECORDS)

    def watch(self, *, every_s: float = 60.0, assortment: Assortment | None = None) -> Watch:
        return Watch(
            waiting=self.waiting,
            customers=self.shop,
            assortment=assortment or self.shop,
            spool=self.spool,
            duty=Duty(leases=self.leases, name="alerts", for_s=60),
            clock=HandClock(),
            news=StockNews(self.fanout),
            forget=self.forgotten.append,
            every_s=every_s,
            default_language="fr",
        )


class TestALook:
    async def test_writes_to_everybody_who_waits_for_what_is_there(self) -> None:
        scene = Scene()
        await scene.waiting.keep(wait("a"))
        await scene.waiting.keep(wait("b", customer=given.TOM))

        assert await scene.watch().once() == 2

        recipients = [letter.recipient for letter in scene.spool.waiting]
        assert sorted(recipients) == ["lea.legoff@example.com", "tom.obrien@example.com"]
        assert list(await scene.waiting.next(NOON, limit=9)) == []

    async def test_leaves_alone_what_is_not_there_or_no_longer_sold(self) -> None:
        scene = Scene()
        await scene.waiting.keep(wait("a", variant=given.GONE))
        await scene.waiting.keep(wait("b", variant=VariantId("no longer sold")))

        assert await scene.watch().once() == 0

        assert scene.spool.waiting == []
        assert len(await scene.waiting.next(NOON, limit=9)) == 2

    async def test_writes_no_second_letter_after_it_died_before_the_wait_ended(self) -> None:
        scene = Scene(DiesBeforeTheEnd())
        await scene.waiting.keep(wait("a"))
        with pytest.raises(WaitingUnavailableError):
            await scene.watch().once()

        assert await scene.watch().once() == 0

        assert len(scene.spool.waiting) == 1
        assert list(await scene.waiting.next(NOON, limit=9)) == []

    async def test_ends_the_wait_of_who_cannot_be_written_to(self) -> None:
        scene = Scene()
        for name, customer in (("a", given.LEA), ("b", given.TOM)):
            await scene.waiting.keep(wait(name, customer=customer))
        watch = Watch(
            waiting=scene.waiting,
            customers=FewCustomers(),
            assortment=scene.shop,
            spool=scene.spool,
            duty=Duty(leases=scene.leases, name="alerts", for_s=60),
            clock=HandClock(),
            news=StockNews(scene.fanout),
            forget=scene.forgotten.append,
            every_s=60,
            default_language="fr",
        )

        assert await watch.once() == 0

        assert scene.spool.waiting == []
        assert list(await scene.waiting.next(NOON, limit=9)) == []


class TestTheWatches:
    async def test_of_many_processes_look_one_at_a_time_and_hand_over(self) -> None:
        scene = Scene()
        await scene.waiting.keep(wait("a"))
        stop = asyncio.Event()
        running = asyncio.create_task(scene.watch().run(stop))

        async def is_told() -> object:
            return scene.spool.waiting

        await until(is_told)
        assert await scene.leases.acquire("alerts", for_s=1) is None
        stop.set()
        await running

        assert await scene.leases.acquire("alerts", for_s=1) is not None

    async def test_go_on_after_trouble_and_keep_the_waits(self) -> None:
        scene = Scene(DiesBeforeTheEnd())
        await scene.waiting.keep(wait("a"))
        stop = asyncio.Event()
        running = asyncio.create_task(scene.watch(every_s=0.01).run(stop))

        async def is_ended() -> object:
            return not await scene.waiting.next(NOON, limit=9)

        await until(is_ended)
        stop.set()
        await running
        assert len(scene.spool.waiting) == 1

    async def test_keep_every_wait_while_the_shop_is_away(self) -> None:
        scene = Scene()
        await scene.waiting.keep(wait("a"))

        with pytest.raises(ShopUnavailableError):
            await scene.watch(assortment=AwayAssortment()).once()

        assert list(await scene.waiting.next(NOON, limit=9)) == [wait("a")]

    async def test_of_one_product_that_fails_leaves_the_others_their_look(self) -> None:
        socks = replace(wait("b"), product_id=given.SOCKS, variant_id=given.PLAIN)
        for _ in range(9):  # in whatever order
            scene = Scene()
            for one in (wait("a"), socks):
                await scene.waiting.keep(one)

            assert await scene.watch(assortment=HalfAway(RECORDS)).once() == 1

            assert list(await scene.waiting.next(NOON, limit=9)) == [wait("a")]


class TestNews:
    async def test_of_a_product_make_the_watch_look_at_it_at_once(self) -> None:
        scene = Scene()
        stop = asyncio.Event()
        running = asyncio.create_task(scene.watch(every_s=3600).run(stop))

        async def has_looked() -> object:
            return scene.forgotten == [None]

        await until(has_looked)
        await scene.waiting.keep(wait("a"))
        await scene.waiting.keep(replace(wait("b"), product_id=given.SOCKS, variant_id=given.PLAIN))
        await StockNews(scene.fanout).tell(given.SHIRT)

        async def is_told() -> object:
            return scene.spool.waiting

        await until(is_told)
        stop.set()
        await running
        assert scene.forgotten == [None, given.SHIRT]
        assert [one.alert_id for one in await scene.waiting.next(NOON, limit=9)] == ["b"]

    async def test_are_left_to_the_process_whose_turn_it_is(self) -> None:
        scene = Scene()
        assert await scene.leases.acquire("alerts", for_s=60) is not None
        stop = asyncio.Event()
        await scene.waiting.keep(wait("a"))
        running = asyncio.create_task(scene.watch(every_s=0.01).run(stop))

        for _ in range(20):
            await StockNews(scene.fanout).tell(given.SHIRT)
            await asyncio.sleep(0)
        stop.set()
        await running

        assert scene.spool.waiting == []
