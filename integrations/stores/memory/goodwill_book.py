"""Keep the grants of exceptions in this process's memory."""

from collections.abc import Callable

from assistant.commerce.shop_ids import CustomerId
from assistant.operations.goodwill.ports import Grant, Grants


class MemoryGoodwillBook:
    """Keep a `GoodwillBook` for one event loop. No method yields midway."""

    def __init__(self) -> None:
        self.grants: dict[str, Grant] = {}

    async def of(self, customer_id: CustomerId) -> Grants:
        own = (one for one in self.grants.values() if one.customer_id == customer_id)
        return sorted(own, key=lambda one: (one.at, one.key))

    async def keep(self, grant: Grant, allows: Callable[[Grants], bool]) -> bool:
        if grant.key not in self.grants and not allows(await self.of(grant.customer_id)):
            return False
        self.grants.setdefault(grant.key, grant)
        return True

    async def drop(self, key: str) -> None:
        self.grants.pop(key, None)
