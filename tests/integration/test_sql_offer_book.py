"""Offers on SQLite files and on a real PostgreSQL: never more than a day's budget, whoever asks."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.ids import ConversationId
from assistant.desk.privacy.person import Person
from assistant.operations.goodwill.offers.offer_terms import OfferPlan
from assistant.operations.goodwill.offers.ports import FollowedOrders, OfferState
from integrations.stores.sql.database import Database
from integrations.stores.sql.operations.offer_book import SqlOfferBook, hold_offers
from integrations.stores.sql.operations.offer_tables import offers
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.seeds import shop_records as given
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.offer_seeds import FOLLOWED, PLAN, plan

SINCE = NOON - timedelta(days=90)
DAY = PLAN.day


class Offers:
    @pytest.fixture
    async def book(self, database: Database) -> SqlOfferBook:
        return SqlOfferBook(database, b"k")

    async def reserve(self, book: SqlOfferBook, one: OfferPlan) -> bool:
        return await book.reserve(one, budget_minor=1_200, since=SINCE)

    async def test_reserves_up_to_the_budget_of_a_day_and_no_more(self, book: SqlOfferBook) -> None:
        assert [await self.reserve(book, plan(n)) for n in range(4)] == [True, True, False, False]
        assert await book.spent(DAY, currency="EUR") == 920
        tomorrow = plan(9, day=DAY + timedelta(days=1))

        assert await self.reserve(book, tomorrow)
        assert await book.spent(DAY, currency="EUR") == 920

    async def test_many_at_once_never_pass_the_budget(self, book: SqlOfferBook) -> None:
        had = await asyncio.gather(*(self.reserve(book, plan(n)) for n in range(24)))

        assert sum(had) == 2
        assert await book.spent(DAY, currency="EUR") == 920

    async def test_a_customer_has_one_for_as_many_days(self, book: SqlOfferBook) -> None:
        assert await self.reserve(book, plan(1, "lea"))

        assert not await self.reserve(book, plan(2, "lea"))
        later = plan(3, "lea", at=NOON + timedelta(days=91), day=DAY + timedelta(days=91))
        since = later.at - timedelta(days=90)
        assert await book.reserve(later, budget_minor=1_200, since=since)

    async def test_a_cause_has_one_and_a_repeat_is_the_same(self, book: SqlOfferBook) -> None:
        assert await self.reserve(book, PLAN)
        assert await self.reserve(book, PLAN)
        assert not await self.reserve(book, replace(PLAN, offer_id="c" * 32))
        assert list(await book.reserved()) == [PLAN]
        assert await book.spent(DAY, currency="EUR") == 460

    async def test_what_the_shop_made_no_code_of_is_given_back(self, book: SqlOfferBook) -> None:
        await self.reserve(book, PLAN)
        await book.settle(PLAN.offer_id, OfferState.DROPPED, at=NOON)
        await book.settle(PLAN.offer_id, OfferState.GIVEN, at=NOON)  # too late

        assert await book.spent(DAY, currency="EUR") == 0
        assert list(await book.reserved()) == []
        assert await self.reserve(book, plan(2, given.LEA))

    async def test_what_was_told_is_followed_once_it_has_ended(self, book: SqlOfferBook) -> None:
        await self.reserve(book, PLAN)
        await book.settle(PLAN.offer_id, OfferState.GIVEN, at=NOON)
        assert list(await book.unfollowed(PLAN.ends_on, limit=9)) == []
        [ended] = await book.unfollowed(PLAN.ends_on + timedelta(days=1), limit=9)
        await book.follow(ended.offer_id, FOLLOWED)

        assert list(await book.unfollowed(PLAN.ends_on + timedelta(days=1), limit=9)) == []
        [kept] = await book.latest(limit=9)
        assert (kept.plan, kept.state, kept.orders) == (PLAN, OfferState.GIVEN, 2)
        assert kept.told_at == NOON

    async def test_a_code_is_looked_for_until_it_was_used_or_ended_unused(
        self, book: SqlOfferBook
    ) -> None:
        later = NOON + timedelta(hours=1)
        for one in (plan(1), plan(2), plan(3, is_held_out=True)):
            assert await book.reserve(one, budget_minor=9_900, since=SINCE)
            await book.settle(one.offer_id, OfferState.GIVEN, at=NOON)
        assert list(await book.unused(NOON, limit=9)) == [plan(1), plan(2)]
        await book.note_use(plan(1).offer_id, used=True, look_at=later)
        await book.note_use(plan(2).offer_id, used=None, look_at=later)
        assert list(await book.unused(NOON, limit=9)) == []
        assert list(await book.unused(later, limit=9)) == [plan(2)]
        assert await book.spent(DAY, currency="EUR") == 920

        await book.note_use(plan(2).offer_id, used=False, look_at=later)

        assert list(await book.unused(later, limit=9)) == []
        assert await book.spent(DAY, currency="EUR") == 460
        assert await book.had(plan(2).customer_id, since=SINCE)
        used = {one.plan.offer_id: one.used for one in await book.latest(limit=9)}
        assert used == {plan(1).offer_id: True, plan(2).offer_id: False, plan(3).offer_id: None}

    async def test_who_is_held_out_takes_a_turn_and_no_budget(self, book: SqlOfferBook) -> None:
        assert await self.reserve(book, plan(1, "lea", is_held_out=True))

        assert await book.spent(DAY, currency="EUR") == 0
        assert not await self.reserve(book, plan(2, "lea"))
        assert list(await book.reserved()) == []
        [kept] = await book.latest(limit=9)
        assert kept.state is OfferState.HELD_OUT

    async def test_who_is_held_out_needs_the_room_that_a_code_needs(
        self, book: SqlOfferBook
    ) -> None:
        assert [await self.reserve(book, plan(n)) for n in range(2)] == [True, True]

        assert not await self.reserve(book, plan(3, is_held_out=True))

    @pytest.mark.parametrize("summed_up", [0, 1, 9])  # offers; the others are added when read
    async def test_sums_each_side_with_the_first_offer_of_each_customer(
        self, book: SqlOfferBook, summed_up: int
    ) -> None:
        later = NOON + timedelta(days=91)
        nothing = FollowedOrders(orders=0, paid_minor=0, margin_minor=None)
        offers_made = [
            (plan(1, "lea", held_percent=20), FOLLOWED),
            (plan(2, "lea", held_percent=20, at=later, day=later.date()), nothing),
            (plan(3, held_percent=20, is_held_out=True), nothing),
            (plan(4, held_percent=10), FOLLOWED),
        ]
        for one, followed in offers_made:
            since = one.at - timedelta(days=90)
            assert await book.reserve(one, budget_minor=1_200, since=since)
            await book.settle(one.offer_id, OfferState.UNTOLD, at=NOON)
            await book.follow(one.offer_id, followed)
        if summed_up:
            assert await book.sum_up(limit=summed_up) == min(summed_up, len(offers_made))

        sides = {(one.held_percent, one.is_held_out): one for one in await book.sides()}
        assert sorted(sides) == [(10, False), (20, False), (20, True)]
        given_one, held = sides[20, False], sides[20, True]
        assert (given_one.customers, given_one.ordered, given_one.newest) == (1, 1, NOON)
        assert (given_one.paid, given_one.paid_squares) == (5_540, 5_540**2)
        assert (given_one.margin, given_one.with_margin) == (2_816, 1)
        assert (held.customers, held.ordered, held.margin, held.with_margin) == (1, 0, 0, 0)

    async def test_keeps_how_far_the_log_was_read(self, book: SqlOfferBook) -> None:
        assert await book.position() == 0
        await book.advance(7)
        await book.advance(9)

        assert await book.position() == 9

    async def test_a_person_is_forgotten_and_the_budget_stays_spent(
        self, book: SqlOfferBook, database: Database
    ) -> None:
        holding = hold_offers(database, b"k")
        await self.reserve(book, PLAN)
        person = Person(conversations=(ConversationId("c1"),), customer_ids=frozenset({given.LEA}))

        [told] = [one async for one in holding.export(person, content=True)]
        assert told["worth_minor"] == 460
        assert await holding.erase(person) == 1

        assert await holding.erase(person) == 0
        assert [one async for one in holding.export(person, content=True)] == []
        assert list(await book.latest(limit=9)) == []
        assert await book.spent(DAY, currency="EUR") == 460

    @pytest.mark.parametrize("ids", [frozenset(), frozenset({given.LEA})])  # empty: by retention
    async def test_who_is_erased_has_no_second_code_before_their_turn(
        self, book: SqlOfferBook, database: Database, ids: frozenset[CustomerId]
    ) -> None:
        await self.reserve(book, PLAN)
        await hold_offers(database, b"k").erase(
            Person(conversations=(ConversationId("c1"),), customer_ids=ids)
        )

        assert await book.had(given.LEA, since=SINCE)
        assert not await self.reserve(book, plan(2, given.LEA))
        await book.forget(NOON - timedelta(days=1))
        assert await book.had(given.LEA, since=SINCE)
        await book.forget(NOON)
        assert not await book.had(given.LEA, since=SINCE)
        [kept] = await database.read(lambda one: one.execute(select(offers)).all())
        assert given.LEA not in str(kept)


class TestSqliteOffers(OnSqlite, Offers):
    pass


@pytest.mark.postgres
class TestPostgresOffers(OnPostgres, Offers):
    pass
