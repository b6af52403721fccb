"""What every `WaitingList` does. Inherit `WaitingListContract` and override `waiting`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.commerce.shop_ids import CustomerId, ProductId, VariantId
from assistant.operations.alerts.ports import WaitingCustomer, WaitingList

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def wait(name: str, *, minutes: int = 0, variant: str = "shirt-xl") -> WaitingCustomer:
    return WaitingCustomer(
        alert_id=name,
        customer_id=CustomerId(f"customer-{name}"),
        product_id=ProductId("shirt"),
        variant_id=VariantId(variant),
        asked_at=NOON + timedelta(minutes=minutes),
    )


class WaitingListContract:
    @pytest.fixture
    def waiting(self) -> WaitingList:
        raise NotImplementedError

    async def test_is_empty_at_first(self, waiting: WaitingList) -> None:
        assert list(await waiting.next(NOON, limit=9)) == []

    async def test_a_wait_comes_back_as_it_was_kept_until_it_is_dropped(
        self, waiting: WaitingList
    ) -> None:
        await waiting.keep(wait("a"))
        assert list(await waiting.next(NOON, limit=9)) == [wait("a")]
        assert list(await waiting.next(NOON, limit=9)) == [wait("a")]

        await waiting.drop("a")
        await waiting.drop("a")

        assert list(await waiting.next(NOON, limit=9)) == []

    async def test_a_customer_waits_once_for_a_variant(self, waiting: WaitingList) -> None:
        await waiting.keep(wait("a"))
        await waiting.keep(wait("a"))
        await waiting.keep(replace(wait("a"), alert_id="again"))
        await waiting.keep(replace(wait("a"), alert_id="other", variant_id=VariantId("shirt-l")))

        found = await waiting.next(NOON, limit=9)

        assert sorted(one.alert_id for one in found) == ["a", "other"]

    async def test_may_be_asked_for_again_after_it_ended(self, waiting: WaitingList) -> None:
        await waiting.keep(wait("a"))
        await waiting.drop("a")

        await waiting.keep(replace(wait("a"), alert_id="again"))

        assert [one.alert_id for one in await waiting.next(NOON, limit=9)] == ["again"]

    async def test_a_long_list_is_gone_through_in_turn(self, waiting: WaitingList) -> None:
        for name, minutes in (("c", 2), ("a", 0), ("b", 1)):
            await waiting.keep(wait(name, minutes=minutes))

        looks = [
            [one.alert_id for one in await waiting.next(NOON + timedelta(hours=h), limit=2)]
            for h in range(3)
        ]

        assert looks == [["a", "b"], ["c", "a"], ["b", "a"]]

    async def test_those_who_wait_for_some_products_are_found_first_come_first(
        self, waiting: WaitingList
    ) -> None:
        await waiting.keep(wait("b", minutes=1))
        await waiting.keep(wait("a", variant="shirt-l"))
        await waiting.keep(replace(wait("c"), product_id=ProductId("socks")))
        await waiting.keep(replace(wait("d"), product_id=ProductId("hat")))

        async def found(*products: str, limit: int = 9) -> list[str]:
            ids = [ProductId(one) for one in products]
            return [one.alert_id for one in await waiting.for_products(ids, limit=limit)]

        assert await found("shirt") == ["a", "b"]
        assert await found("shirt", "hat", limit=2) == ["a", "d"]
        assert await found("gloves") == await found() == []
