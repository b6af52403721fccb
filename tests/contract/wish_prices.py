"""What every `WishPrices` does. Inherit `WishPricesContract` and override `prices`."""

from datetime import UTC, datetime

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
        assert await prices.first(C1, "p1", euros(80), NOON) == euros(80)
        assert await prices.first(C1, "p1", euros(60), NOON) == euros(80)

    async def test_each_wish_and_conversation_has_its_own(self, prices: WishPrices) -> None:
        await prices.first(C1, "p1", euros(80), NOON)
        assert await prices.first(C1, "p2", euros(60), NOON) == euros(60)
        assert await prices.first(C2, "p1", euros(50), NOON) == euros(50)
