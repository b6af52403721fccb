"""What every `WishPrices` does. Inherit `WishPricesContract` and override `prices`."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.conversation.ids import ConversationId
from assistant.outreach.ports import WishPrices
from tests.support.seeds.shop_records import euros

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
C1, C2 = ConversationId("c1"), ConversationId("c2")


class WishPricesContract:
    @pytest.fixture
    def prices(self) -> WishPrices:
        raise NotImplementedError

    async def test_the_first_price_of_a_wish_stays(self, prices: WishPrices) -> None:
        assert await prices.first(C1, "p1", until=NOON) is None
        await prices.keep(C1, "p1", euros(80), NOON)
        await prices.keep(C1, "p1", euros(60), NOON)
        assert await prices.first(C1, "p1", until=NOON) == euros(80)

    async def test_a_price_that_was_kept_too_late_is_none(self, prices: WishPrices) -> None:
        await prices.keep(C1, "p1", euros(80), NOON)
        assert await prices.first(C1, "p1", until=NOON - timedelta(minutes=1)) is None

    async def test_each_wish_and_conversation_has_its_own(self, prices: WishPrices) -> None:
        await prices.keep(C1, "p1", euros(80), NOON)
        await prices.keep(C1, "p2", euros(60), NOON)
        await prices.keep(C2, "p1", euros(50), NOON)
        assert await prices.first(C1, "p2", until=NOON) == euros(60)
        assert await prices.first(C2, "p1", until=NOON) == euros(50)
