"""The first prices of wishes in memory."""

from datetime import datetime

from assistant.commerce.amounts import Money
from assistant.conversation.ids import ConversationId


class MemoryWishPrices:
    """A `WishPrices`."""

    def __init__(self) -> None:
        self._kept: dict[tuple[ConversationId, str], tuple[Money, datetime]] = {}

    async def keep(
        self, conversation_id: ConversationId, wish: str, price: Money, at: datetime
    ) -> None:
        self._kept.setdefault((conversation_id, wish), (price, at))

    async def first(
        self, conversation_id: ConversationId, wish: str, *, until: datetime
    ) -> Money | None:
        kept = self._kept.get((conversation_id, wish))
        return kept[0] if kept is not None and kept[1] <= until else None
