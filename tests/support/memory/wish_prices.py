"""The first prices of wishes in memory."""

from datetime import datetime

from assistant.commerce.amounts import Money
from assistant.conversation.ids import ConversationId


class MemoryWishPrices:
    """A `WishPrices`."""

    def __init__(self) -> None:
        self._kept: dict[tuple[ConversationId, str], Money] = {}

    async def first(
        self, conversation_id: ConversationId, wish: str, price: Money, at: datetime
    ) -> Money:
        del at
        return self._kept.setdefault((conversation_id, wish), price)
