"""Offers from the log to the customer, on a real database, with a process that ends anywhere."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from assistant.app.compose.insight_sources import open_sales
from assistant.app.compose.shops.product_costs import live_costs
from assistant.app.processes.scenario_work import FixedTable
from assistant.commerce.assortment import SoldProduct
from assistant.commerce.checkout import BoughtPieces
from assistant.commerce.order import Order, OrderStatus, ShipmentStatus
from assistant.commerce.permit import OfferedWithinLimits, Permit
from assistant.commerce.shop_effects import GrantVoucher, Receipt, voucher_code
from assistant.commerce.shop_ids import CustomerId, OrderId, ProductId
from assistant.conversation.basket import BasketLine
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    BasketChanged,
    ConversationErased,
    ConversationEvent,
    DialogueMoved,
    ExperimentExposed,
    IdentityProven,
    OfferMade,
    OperationDone,
    OperationProposed,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Language, Source
from assistant.insights.imports.sales_files import Sale
from assistant.kit.duty import Duty
from assistant.kit.experiments.long_holdout import LongHoldout
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.shop_settings import OfferSettings
from assistant.operations.autonomy.autonomy_table import load_table
from assistant.operations.dialogue.frames import Frame
from assistant.operations.gate import Gate
from assistant.operations.goodwill.offers.offer_keeper import OfferKeeper
from assistant.operations.goodwill.offers.offer_terms import OfferLimits, OfferOccasion
from assistant.operations.goodwill.offers.ports import OfferState
from assistant.outreach.offers.objection_trials import ObjectionArm
from assistant.outreach.offers.offer_plans import OfferPlanner
from assistant.outreach.offers.offer_round import FRESH, OfferRound
from assistant.outreach.triggers.customer_facts import CustomerFacts
from assistant.ports import UnknownConversationError
from integrations.stores.memory.memory_shop import MemoryShop
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.desk.customer_talks import SqlCustomerTalks
from integrations.stores.sql.log.event_log import SqlEventLog
from integrations.stores.sql.operations.offer_book import SqlOfferBook
from integrations.stores.sql.operations.offer_tables import offers
from tests.support.memory.experiment_book import MemoryExperimentBook
from tests.support.memory.work_queue import MemoryWorkQueue
from tests.support.processes.databases import url_of_copy
from tests.support.processes.killable_processes import Death
from tests.support.seeds import shop_records as given
from tests.support.seeds.conversation_events import replied, started, wrote
from tests.support.seeds.holdout_seeds import holdout
from tests.support.seeds.offer_seeds import LIMITS
from tests.support.seeds.shop_records import euros
from tests.unit.assistant.operations.cases import NOW, RULES

MOST = 60  # steps: more is a round that does not end
COUNT = 5  # customers, each with a late parcel
TOO_DEAR = "C'est un peu cher pour moi"


class PowerCut(BaseException):
    """Say that the process ended here: nothing of it handles anything any more."""


class Cut(Death):
    def come(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            raise PowerCut


@dataclass
class Clock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


class Shop(MemoryShop):
    """A shop that writes down every code that it made."""

    def __init__(self) -> None:
        customers = [
            replace(given.LEA_KNOWN, customer_id=CustomerId(f"k{n}"), email=f"k{n}@example.com")
            for n in range(COUNT)
        ]
        parcel = replace(
            given.ARRIVED.shipments[0],
            status=ShipmentStatus.IN_TRANSIT,
            delivered_at=None,
            expected_on=(NOW - timedelta(days=3)).date(),
        )
        orders = [
            replace(
                given.ARRIVED,
                order_id=OrderId(f"o{n}"),
                number=f"#{2000 + n}",
                customer_id=one.customer_id,
                status=OrderStatus.SHIPPED,
                delivered_at=None,
                shipments=(parcel,),
                placed_at=NOW - timedelta(days=9),
            )
            for n, one in enumerate(customers)
        ]
        super().__init__(replace(given.RECORDS, customers=tuple(customers), orders=tuple(orders)))
        self.permits: dict[str, Permit] = {}
        self.asked: list[ProductId] = []

    def add(self, order: Order) -> None:
        self._orders[order.order_id] = order

    async def product(self, product_id: ProductId, *, language: Language) -> SoldProduct | None:
        self.asked.append(product_id)
        return await super().product(product_id, language=language)

    async def execute(self, permit: Permit) -> Receipt:
        receipt = await super().execute(permit)
        self.permits[permit.key] = permit
        return receipt


@dataclass
class Facts:
    shop: MemoryShop

    async def of(self, customer_id: CustomerId) -> tuple[CustomerFacts, str] | None:
        orders = await self.shop.of_customer(customer_id, limit=20)
        return CustomerFacts(customer_id=customer_id, orders=orders, language="fr"), "FR"


@dataclass
class Trial:
    """The arm of every conversation."""

    now: ObjectionArm | None = None

    async def arm(self, conversation: Conversation) -> ObjectionArm | None:
        del conversation
        return self.now


@dataclass
class House:
    """A shop with limits, and customers who talk."""

    database: Database
    shop: Shop = field(default_factory=Shop)
    clock: Clock = field(default_factory=Clock)
    limits: OfferLimits = LIMITS
    trials: Trial = field(default_factory=Trial)
    holdout: LongHoldout | None = None

    @property
    def log(self) -> SqlEventLog:
        return SqlEventLog(self.database)

    @property
    def book(self) -> SqlOfferBook:
        return SqlOfferBook(self.database, b"k")

    def rounds(self, death: Death) -> OfferRound:
        book = death.guard(self.book, "reserve", "settle", "advance")
        gate = Gate(
            customers=self.shop,
            orders=death.guard(self.shop, "execute"),
            assortment=self.shop,
            rules=RULES,
            autonomy=FixedTable(load_table()),
            clock=self.clock,
            offers=OfferKeeper(book=book, limits=self.limits, clock=self.clock),
        )
        return OfferRound(
            log=death.guard(self.log, "append"),
            book=book,
            planner=OfferPlanner(
                gate=gate,
                facts=Facts(self.shop),
                limits=self.limits,
                key=b"k",
                zone=ZoneInfo("Europe/Paris"),
                default_language="fr",
                holdout=self.holdout,
            ),
            others=SqlCustomerTalks(self.database),
            queue=MemoryWorkQueue(),
            clock=self.clock,
            duty=Duty(leases=None, name="offers", for_s=1),  # type: ignore[arg-type]  # not run
            every_s=1,
            trials=self.trials,
        )

    async def once(self, death: Death | None = None) -> None:
        await self.rounds(death or Death(0)).once()

    async def talk(
        self, number: int, *more: ConversationEvent, text: str = "Où est-elle ?"
    ) -> None:
        """Have a customer ask where their order is, and be answered."""
        name, at = f"c{number}", self.clock.at
        proven = IdentityProven(
            conversation_id=ConversationId(name),
            at=at,
            customer_id=CustomerId(f"k{number}"),
            method="signed_in",
        )
        await self.log.start(started(name, at=at))
        events: list[ConversationEvent] = [
            proven,
            wrote("m1", name, at, text),
            turn(name, at, "order_status"),
            told(name, at, f"#{2000 + number}"),
            replied("r1", "m1", conversation=name, at=at),
        ]
        await self.log.append(ConversationId(name), [*events, *more])

    async def ask(
        self,
        conversation: str = "c0",
        customer: str = "k0",
        text: str = "Est-il en coton ?",
    ) -> None:
        """Have a customer with a shirt in the basket say something, and be answered."""
        at, name = self.clock.at, ConversationId(conversation)
        line = BasketLine(product_id=given.SHIRT, variant_id=given.SMALL, pieces=1)
        await self.log.start(started(conversation, at=at))
        answer = replace(
            replied("r1", "m1", conversation=conversation, at=at),
            sources=(Source(title="p", url="/p", quote="30 jours", language="fr", score=1.0),),
        )
        events: list[ConversationEvent] = [
            IdentityProven(
                conversation_id=name, at=at, customer_id=CustomerId(customer), method="signed_in"
            ),
            BasketChanged(conversation_id=name, at=at, lines=(line,)),
            wrote("m1", conversation, at, text),
            turn(conversation, at, "question"),
            answer,
        ]
        await self.log.append(name, events)

    async def events(self, number: int) -> Sequence[ConversationEvent]:
        return (await self.log.read(ConversationId(f"c{number}"))).past

    async def told(self) -> dict[str, str]:
        """Return the codes that customers were told, by conversation, each told once."""
        found = {}
        for number in range(COUNT):
            try:
                events = await self.events(number)
            except UnknownConversationError:
                continue
            texts = [
                one.text
                for one in events
                if isinstance(one, ReplyWritten) and one.origin.startswith("offer_")
            ]
            made = [one for one in events if isinstance(one, OfferMade)]
            assert len(texts) == len(made) <= 1
            if texts:
                found[f"c{number}"] = texts[0]
        return found


def turn(name: str, at: datetime, intent: str) -> TurnTaken:
    return TurnTaken(
        conversation_id=ConversationId(name),
        at=at,
        answers=(MessageId("m1"),),
        intent=intent,
        confidence=1.0,
        language="fr",
        decision="Operate",
        rule="",
        latency_ms=1.0,
    )


def told(name: str, at: datetime, order: str) -> DialogueMoved:
    frame = Frame(operation="order_status", slots={"order_number": order})
    return DialogueMoved(
        conversation_id=ConversationId(name), at=at, state="", about=frame.written()
    )


@pytest.fixture
async def house(tmp_path: Path, sqlite_tables: Path) -> AsyncIterator[House]:
    async with open_database(url_of_copy(sqlite_tables, tmp_path / "shop.db")) as database:
        yield House(database)


class TestALateParcel:
    async def test_brings_a_code_with_its_terms_and_the_reason_in_the_log(
        self, house: House
    ) -> None:
        await house.talk(0)
        await house.once()
        await house.once()

        [permit] = house.shop.permits.values()
        assert permit.ground == OfferedWithinLimits("late_parcel")
        effect = permit.effect
        assert isinstance(effect, GrantVoucher)
        assert (effect.amount, effect.least) == (euros(4.60), euros(20))
        assert effect.products == (given.SHIRT,)
        text = (await house.told())["c0"]
        code = voucher_code(permit.key)
        for term in (code, "4,60", "20,00", "Ouessant Shirt", "cartes cadeaux", "une seule fois"):
            assert term in text
        made = next(one for one in await house.events(0) if isinstance(one, OfferMade))
        assert (made.occasion, made.worth_minor, made.follows) == ("late_parcel", 460, "r1")
        [kept] = await house.book.latest(limit=9)
        assert kept.state is OfferState.GIVEN

    async def test_brings_no_code_to_whoever_complains_on_another_channel(
        self, house: House
    ) -> None:
        await house.talk(0)
        await house.log.start(started("c9", at=house.clock.at))
        proven = IdentityProven(
            conversation_id=ConversationId("c9"),
            at=house.clock.at,
            customer_id=CustomerId("k0"),
            method="signed_in",
        )
        fury = wrote("m9", "c9", house.clock.at, "C'est inadmissible, vous êtes des escrocs.")
        await house.log.append(ConversationId("c9"), [proven, fury])
        while (await SqlCases(house.database).advance(limit=100)).events:
            pass

        await house.once()

        assert not house.shop.permits

    async def test_is_nothing_while_people_have_set_no_limits(self, house: House) -> None:
        house.limits = replace(LIMITS, occasions=frozenset())
        await house.talk(0)

        await house.once()

        assert not house.shop.permits

    @pytest.mark.parametrize(
        "text",
        [
            "Où est ma commande ? C'est inadmissible.",
            "Toujours rien ? Et vos prix sont trop chers.",
            "Où est-elle ? Vous pourriez me faire un geste, une remise ?",
        ],
    )
    async def test_is_nothing_to_who_complains_or_asks(self, house: House, text: str) -> None:
        await house.talk(0, text=text)

        await house.once()

        assert not house.shop.permits
        assert not await house.told()

    async def test_of_another_order_than_the_one_that_was_asked_for_brings_nothing(
        self, house: House
    ) -> None:
        on_time = replace(
            given.ARRIVED, order_id=OrderId("on-time"), number="#9999", customer_id=CustomerId("k0")
        )
        house.shop.add(on_time)
        await house.talk(0)
        at, name = house.clock.at, ConversationId("c0")
        again: list[ConversationEvent] = [
            wrote("m2", "c0", at),
            turn("c0", at, "inform"),
            told("c0", at, "#9999"),
            replied("r2", "m2", conversation="c0", at=at),
        ]
        await house.log.append(name, again)

        await house.once()

        assert not house.shop.permits

    async def test_that_is_old_news_brings_nothing(self, house: House) -> None:
        await house.talk(0)
        house.clock.at += FRESH

        await house.once()

        assert not house.shop.permits

    async def test_is_left_to_what_the_customer_says_meanwhile(self, house: House) -> None:
        await house.talk(0, wrote("m2", "c0", NOW, "Je vais appeler mon avocat"))

        await house.once()

        assert not house.shop.permits

    async def test_brings_the_same_customer_no_second_code(self, house: House) -> None:
        await house.talk(0)
        await house.once()
        house.clock.at += timedelta(days=1)
        at = house.clock.at
        proven = IdentityProven(
            conversation_id=ConversationId("c1"),
            at=at,
            customer_id=CustomerId("k0"),
            method="signed_in",
        )
        await house.log.start(started("c1", at=at))
        again: list[ConversationEvent] = [
            proven,
            wrote("m1", "c1", at),
            turn("c1", at, "order_status"),
            told("c1", at, "2000"),
            replied("r1", "m1", conversation="c1", at=at),
        ]
        await house.log.append(ConversationId("c1"), again)

        await house.once()

        assert len(house.shop.permits) == 1

    async def test_is_followed_once_an_order_in_its_time_may_have_come_back(
        self, house: House
    ) -> None:
        await house.talk(0)
        await house.once()
        house.clock.at += timedelta(days=16)
        await house.once()
        assert [one.orders for one in await house.book.latest(limit=9)] == [None]
        house.clock.at += timedelta(days=30)

        await house.once()

        assert [one.orders for one in await house.book.latest(limit=9)] == [0]


class TestACode:
    async def used(self, house: House) -> bool | None:
        [kept] = await house.book.latest(limit=9)
        return kept.used

    async def test_that_was_used_is_seen_soon(self, house: House) -> None:
        await house.talk(0)
        await house.once()
        assert await self.used(house) is None
        [key] = house.shop.permits
        pieces = BoughtPieces(product_id=given.SHIRT, variant_id=given.SMALL, pieces=1)
        code = voucher_code(key)
        placed = await house.shop.place(CustomerId("k0"), [pieces], code=code, at=NOW)
        house.clock.at += timedelta(minutes=1)

        await house.once()

        assert placed.paid == euros(25.40)
        assert await self.used(house) is True
        assert await house.book.spent(NOW.date(), currency="EUR") == 460

    async def test_that_ended_unused_gives_its_worth_back_to_its_day(self, house: House) -> None:
        await house.talk(0)
        await house.once()
        for days in (14, 1):  # its last day, and the day that a shop system may be behind
            house.clock.at += timedelta(days=days)
            await house.once()
            assert await self.used(house) is None
            assert await house.book.spent(NOW.date(), currency="EUR") == 460
        house.clock.at += timedelta(days=1)

        await house.once()

        assert await self.used(house) is False
        assert await house.book.spent(NOW.date(), currency="EUR") == 0
        assert await house.book.had(CustomerId("k0"), since=NOW - timedelta(days=1))


class TestADraw:
    async def test_leaves_a_customer_without_code_and_takes_their_turn(self, house: House) -> None:
        house.limits = replace(LIMITS, held_percent=100)
        await house.talk(0)
        await house.once()
        await house.once()

        assert not house.shop.permits
        assert not await house.told()
        [kept] = await house.book.latest(limit=9)
        assert (kept.state, kept.plan.held_percent) == (OfferState.HELD_OUT, 100)
        assert await house.book.spent(house.clock.at.date(), currency="EUR") == 0
        assert await house.book.had(CustomerId("k0"), since=NOW - timedelta(days=1))

    async def test_is_the_same_on_every_occasion_and_has_both_sides(self, house: House) -> None:
        house.limits = replace(LIMITS, held_percent=50, day_budget=euros(99), customer_days=30)
        for number in range(COUNT):
            await house.ask(f"first{number}", f"k{number}")
        await house.once()
        sides = {one.plan.customer_id: one.state for one in await house.book.latest(limit=9)}
        assert set(sides.values()) == {OfferState.GIVEN, OfferState.HELD_OUT}
        house.clock.at += timedelta(days=31)
        for number in range(COUNT):
            await house.talk(number)

        await house.once()

        later = (await house.book.latest(limit=99))[:COUNT]
        assert {one.plan.customer_id: one.state for one in later} == sides
        assert {one.plan.occasion for one in later} == {OfferOccasion.LATE_PARCEL}

    async def test_an_answer_is_followed_by_a_code_once_in_a_customers_life(
        self, house: House
    ) -> None:
        for days, codes in ((0, 1), (400, 1), (4000, 1)):
            house.clock.at = NOW + timedelta(days=days)
            await house.ask(f"a{days}")
            await house.once()
            assert len(house.shop.permits) == codes

    async def test_has_nobody_on_either_side_who_is_left_out_of_all_that_is_new(
        self, house: House
    ) -> None:
        house.limits = replace(LIMITS, held_percent=50, day_budget=euros(99))
        house.holdout = LongHoldout(book=MemoryExperimentBook(holdout()), key=b"key")
        customers = {CustomerId(f"k{number}") for number in range(COUNT)}
        for number in range(COUNT):
            await house.talk(number)
        await house.once()

        left_out = {one for one in customers if await house.holdout.leaves_out(one)}
        assert left_out
        drawn = {one.plan.customer_id for one in await house.book.latest(limit=9)}
        assert drawn == customers - left_out

    async def test_follows_both_sides_alike(self, house: House) -> None:
        house.limits = replace(LIMITS, held_percent=50, day_budget=euros(99))
        for number in range(COUNT):
            await house.talk(number)
        await house.once()
        house.clock.at += timedelta(days=46)

        await house.once()

        sides = await house.book.sides()
        assert sum(one.customers for one in sides) == COUNT
        assert {one.is_held_out for one in sides} == {True, False}


class TestABudget:
    async def test_is_kept_to_the_cent(self, house: House) -> None:
        for number in range(COUNT):
            await house.talk(number)

        await house.once()

        assert len(house.shop.permits) == 2  # of 4.60 each, in 12
        assert len(await house.told()) == 2

    @pytest.mark.parametrize(
        ("arm", "codes", "spent"),
        [
            (None, 2, 920),  # late parcels
            (ObjectionArm(experiment_id="e1", changed=True, share=0.5), 4, 1_200),
        ],
    )
    async def test_is_kept_with_a_process_that_ends_at_each_step(
        self,
        tmp_path: Path,
        sqlite_tables: Path,
        arm: ObjectionArm | None,
        codes: int,
        spent: int,
    ) -> None:
        for dies_at in range(1, MOST):
            url = url_of_copy(sqlite_tables, tmp_path / f"{dies_at}.db")
            async with open_database(url) as database:
                house, cut_off = House(database, trials=Trial(arm)), False
                for number in range(COUNT):
                    if arm is None:
                        await house.talk(number)
                    else:
                        await house.ask(f"c{number}", f"k{number}", text=TOO_DEAR)
                try:
                    await house.once(Cut(dies_at))
                except PowerCut:
                    cut_off = True
                for _ in range(2):  # a third process finds nothing to do
                    await house.once()
                told, permits = await house.told(), house.shop.permits
                assert len(permits) == len(told) == codes, dies_at
                for key in permits:
                    assert sum(voucher_code(key) in text for text in told.values()) == 1
                states = [one.state for one in await house.book.latest(limit=9)]
                assert states == [OfferState.GIVEN] * codes
                day = house.clock.at.date()
                assert await house.book.spent(day, currency="EUR") == spent
            if not cut_off:
                break

        assert not cut_off
        assert dies_at > 12

    async def test_is_not_passed_by_an_offer_that_a_crash_left_for_too_long(
        self, house: House
    ) -> None:
        await house.talk(0)
        with pytest.raises(PowerCut):
            await house.once(Cut(4))  # the code is made, and nobody told
        house.clock.at += FRESH + timedelta(seconds=1)

        await house.once()

        [kept] = await house.book.latest(limit=9)
        assert kept.state is OfferState.UNTOLD
        assert not await house.told()
        assert await house.book.spent(house.clock.at.date(), currency="EUR") == 460


class Interrupted:
    """A log to which the customer writes just before a code is told."""

    def __init__(self, log: SqlEventLog, at: datetime) -> None:
        self._log, self._at = log, at

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)

    async def append(
        self, name: ConversationId, events: Sequence[ConversationEvent], **of: int
    ) -> object:
        await self._log.append(name, [wrote("m2", str(name), self._at, "C'est inadmissible")])
        return await self._log.append(name, events, **of)


class TestWordsOfTheCustomer:
    async def test_that_come_meanwhile_are_heard_first(self, house: House) -> None:
        await house.talk(0)
        rounds = house.rounds(Death(0))
        log = Interrupted(house.log, house.clock.at)

        await replace(rounds, log=log).once()  # type: ignore[arg-type]  # an event log
        await house.once()

        assert not await house.told()
        [kept] = await house.book.latest(limit=9)
        assert kept.state is OfferState.UNTOLD
        assert await house.book.spent(house.clock.at.date(), currency="EUR") == 460


class TestAnErasure:
    async def erase(self, house: House) -> None:
        """Erase a conversation as a round does that had asked for its offers before."""
        name = ConversationId("c0")
        await house.log.erase(
            ConversationErased(conversation_id=name, at=house.clock.at, by=None, rule="asked_for")
        )

    async def kept(self, house: House) -> str:
        rows = await house.database.read(lambda one: one.execute(select(offers)).all())
        return str(rows)

    async def test_that_comes_before_the_code_is_told_leaves_nothing_of_them(
        self, house: House
    ) -> None:
        await house.talk(0)
        with pytest.raises(PowerCut):
            await house.once(Cut(2))  # reserved, no code yet
        await self.erase(house)

        await house.once()

        kept = await self.kept(house)
        assert "reserved" not in kept
        assert "k0" not in kept

    async def test_that_comes_right_after_leaves_nothing_of_them(self, house: House) -> None:
        await house.talk(0)
        await house.once()
        await self.erase(house)

        await house.once()

        assert "k0" not in await self.kept(house)


class TestCostsOfSales:
    """The shirt costs 25 in its cheapest size: less 3 and tax, a third may be the cost."""

    @pytest.mark.parametrize(
        ("sold_at", "listed", "codes"),
        [
            (12.80, "", 1),  # the shop's own cost, below the floor's 12.83
            (12.90, "", 0),
            (None, "", 0),  # sold, and nobody told its cost
            (12.90, "shirt 9", 1),  # a line of the settings wins
            (9, "shirt 12.90", 0),
        ],
    )
    async def test_allow_a_code_or_forbid_it(
        self, house: House, tmp_path: Path, sold_at: float | None, listed: str, codes: int
    ) -> None:
        settings = Settings(data_dir=tmp_path, offers=OfferSettings(costs=listed))
        sale = Sale(
            at=NOW - timedelta(days=1),
            product=given.SHIRT,
            amount_minor=3_000,
            cost_minor=None if sold_at is None else round(sold_at * 100),
        )
        open_sales(settings).add("a", [sale])
        house.limits = replace(LIMITS, costs=live_costs(settings))
        await house.ask()

        await house.once()

        assert len(house.shop.permits) == codes
        assert len(await house.book.latest(limit=9)) == codes


class TestOtherOccasions:
    async def test_a_question_with_a_basket_brings_a_code_for_what_is_in_it(
        self, house: House
    ) -> None:
        await house.ask()

        await house.once()

        [permit] = house.shop.permits.values()
        assert isinstance(permit.effect, GrantVoucher)
        assert permit.effect.amount == euros(3)  # a tenth of the shirt's 30

    @pytest.mark.parametrize(
        "limits",
        [
            replace(LIMITS, occasions=LIMITS.occasions - {OfferOccasion.BASKET_ANSWERED}),
            replace(LIMITS, costs={given.SOCKS: 100}),  # not in the basket
        ],
    )
    async def test_a_question_without_a_chance_of_a_code_asks_the_shop_nothing(
        self, house: House, limits: OfferLimits
    ) -> None:
        house.limits = limits
        await house.ask()

        await house.once()

        assert house.shop.asked == []

    async def test_a_question_asks_the_shop_nothing_once_the_budget_or_the_turn_is_used(
        self, house: House
    ) -> None:
        await house.ask()
        await house.once()
        house.shop.asked.clear()
        await house.ask("c1")
        await house.once()
        house.limits = replace(LIMITS, day_budget=euros(3))
        await house.ask("c2", "k2")

        await house.once()

        assert house.shop.asked == []

    async def test_an_exchange_in_place_of_a_return_brings_a_code(self, house: House) -> None:
        at, name = house.clock.at, ConversationId("c0")
        number = "#2000"
        proposed = OperationProposed(
            conversation_id=name,
            at=at,
            proposal_id="p",
            operation="exchange_items",
            parameters=f'{{"order_number": "{number}"}}',
            fingerprint="f",
            customer_id=CustomerId("k0"),
        )
        done = OperationDone(
            conversation_id=name, at=at, proposal_id="p", operation="exchange_items", reference="E"
        )
        await house.log.start(started("c0", at=at))
        events: list[ConversationEvent] = [
            IdentityProven(
                conversation_id=name, at=at, customer_id=CustomerId("k0"), method="signed_in"
            ),
            wrote("m1", "c0", at, "Je voudrais le renvoyer"),
            turn("c0", at, "return_items"),
            replied("r1", "m1", conversation="c0", at=at),
            proposed,
            wrote("m2", "c0", at, "oui"),
            done,
            replied("r2", "m2", conversation="c0", at=at),
        ]
        await house.log.append(name, events)

        await house.once()

        [kept] = await house.book.latest(limit=9)
        assert kept.plan.occasion is OfferOccasion.RETURN_KEPT
        assert kept.plan.ends_on == at.date() + timedelta(days=14)


class TestAnObjectionToAPrice:
    TRIED = ObjectionArm(experiment_id="e1", changed=True, share=0.5)

    async def say(self, house: House, text: str = TOO_DEAR) -> None:
        await house.ask(text=text)
        await house.once()

    async def exposed(self, house: House) -> list[bool]:
        events = await house.events(0)
        return [one.changed for one in events if isinstance(one, ExperimentExposed)]

    async def test_brings_nothing_without_an_experiment_whatever_is_set(self, house: House) -> None:
        await self.say(house)

        assert OfferOccasion.PRICE_OBJECTION in house.limits.occasions
        assert not house.shop.permits
        assert await self.exposed(house) == []

    async def test_brings_a_code_to_who_is_drawn_for_it(self, house: House) -> None:
        house.trials.now = self.TRIED
        house.limits = replace(LIMITS, held_percent=100)  # the experiment draws alone
        await self.say(house)
        await house.once()

        [kept] = await house.book.latest(limit=9)
        assert (kept.plan.occasion, kept.state) == (
            OfferOccasion.PRICE_OBJECTION,
            OfferState.GIVEN,
        )
        assert "c0" in await house.told()
        assert await self.exposed(house) == [True]

    async def test_is_left_to_what_the_customer_says_after_a_crash(self, house: House) -> None:
        house.trials.now = self.TRIED
        await house.ask(text=TOO_DEAR)
        with pytest.raises(PowerCut):
            await house.once(Cut(5))  # exposed and reserved, and nobody told
        at, name = house.clock.at, ConversationId("c0")
        await house.log.append(name, [wrote("m2", "c0", at, "C'est inadmissible")])

        await house.once()

        assert not await house.told()
        [kept] = await house.book.latest(limit=9)
        assert kept.state is OfferState.UNTOLD

    async def test_brings_nothing_to_the_others_who_are_noted_alike(self, house: House) -> None:
        house.trials.now = replace(self.TRIED, changed=False)
        await self.say(house)
        await house.once()

        assert not house.shop.permits
        assert await house.book.latest(limit=9) == []
        assert await self.exposed(house) == [False]

    async def test_that_was_shown_to_be_better_has_a_share_left_alone(self, house: House) -> None:
        house.trials.now = ObjectionArm(experiment_id=None, changed=True)
        house.limits = replace(LIMITS, held_percent=100)
        await self.say(house)

        [kept] = await house.book.latest(limit=9)
        assert kept.state is OfferState.HELD_OUT
        assert await self.exposed(house) == []

    @pytest.mark.parametrize(
        "text",
        [
            "C'est trop cher, et c'est inadmissible",
            "Trop cher pour une qualité pareille",
            "C'est trop cher, une remise ?",
            "c'est cher, et je n'ai toujours rien reçu",
        ],
    )
    async def test_with_anything_else_brings_nothing(self, house: House, text: str) -> None:
        house.trials.now = self.TRIED
        await self.say(house, text)

        assert not house.shop.permits
        assert await self.exposed(house) == []

    async def test_of_who_complained_before_brings_nothing(self, house: House) -> None:
        house.trials.now = self.TRIED
        await house.ask(text="Votre service est lamentable")
        at, name = house.clock.at, ConversationId("c0")
        more: list[ConversationEvent] = [
            wrote("m2", "c0", at, "C'est un peu cher"),
            turn("c0", at, "question"),
            replied("r2", "m2", conversation="c0", at=at),
        ]
        await house.log.append(name, more)

        await house.once()

        assert not house.shop.permits
        assert await self.exposed(house) == []
