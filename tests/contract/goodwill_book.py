"""What every `GoodwillBook` does. Inherit `GoodwillBookContract` and override `book`."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.commerce.shop_ids import CustomerId, OrderId
from assistant.operations.goodwill.ports import GoodwillBook, Grant, Grants
from tests.support.seeds.shop_records import euros

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def grant(key: str, *, customer: str = "lea", minutes: int = 0) -> Grant:
    return Grant(
        key=key,
        operation="voucher",
        customer_id=CustomerId(customer),
        order_id=OrderId("1001"),
        amount=euros(10),
        role="agent",
        at=NOON + timedelta(minutes=minutes),
    )


def always(_: Grants) -> bool:
    return True


class GoodwillBookContract:
    @pytest.fixture
    def book(self) -> GoodwillBook:
        raise NotImplementedError

    async def test_a_grant_comes_back_as_it_was_kept_until_it_is_dropped(
        self, book: GoodwillBook
    ) -> None:
        assert await book.keep(grant("b", minutes=1), always)
        assert await book.keep(grant("a"), always)
        assert list(await book.of(CustomerId("lea"))) == [grant("a"), grant("b", minutes=1)]

        await book.drop("a")
        await book.drop("a")
        assert list(await book.of(CustomerId("lea"))) == [grant("b", minutes=1)]

    async def test_it_is_kept_if_it_is_allowed_beside_the_others_of_that_customer(
        self, book: GoodwillBook
    ) -> None:
        seen: list[Grants] = []

        def never(given: Grants) -> bool:
            seen.append(list(given))
            return False

        await book.keep(grant("a"), always)
        await book.keep(grant("t", customer="tom"), always)

        assert not await book.keep(grant("b"), never)
        assert seen == [[grant("a")]]
        assert list(await book.of(CustomerId("lea"))) == [grant("a")]

    async def test_one_that_is_kept_stays_as_it_was_and_is_not_asked_about_again(
        self, book: GoodwillBook
    ) -> None:
        await book.keep(grant("a"), always)

        assert await book.keep(replace(grant("a"), amount=euros(99)), lambda _: False)
        assert list(await book.of(CustomerId("lea"))) == [grant("a")]

    async def test_of_many_at_once_no_more_are_kept_than_are_allowed(
        self, book: GoodwillBook
    ) -> None:
        kept = await asyncio.gather(
            *(book.keep(grant(f"k{one}"), lambda given: len(given) < 2) for one in range(6))
        )

        assert sum(kept) == len(await book.of(CustomerId("lea"))) == 2
