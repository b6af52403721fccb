"""A waiting list in memory, for tests and for trying things out: nothing outlives the process."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from assistant.commerce.shop_ids import ProductId
from assistant.operations.alerts.ports import WaitingCustomer

_NEVER = datetime.min.replace(tzinfo=UTC)


class MemoryWaitingList:
    """A `WaitingList` for one event loop."""

    def __init__(self) -> None:
        self._kept: dict[str, WaitingCustomer] = {}
        self._looked_at: dict[str, datetime] = {}

    async def keep(self, waiting: WaitingCustomer) -> None:
        if any(_wish(one) == _wish(waiting) for one in self._kept.values()):
            return
        self._kept[waiting.alert_id] = waiting

    async def drop(self, alert_id: str) -> None:
        self._kept.pop(alert_id, None)
        self._looked_at.pop(alert_id, None)

    async def next(self, now: datetime, *, limit: int) -> Sequence[WaitingCustomer]:
        ids = sorted(
            self._kept,
            key=lambda i: (self._looked_at.get(i, _NEVER), self._kept[i].asked_at, i),
        )[:limit]
        self._looked_at |= dict.fromkeys(ids, now)
        return [self._kept[one] for one in ids]

    async def for_products(
        self, product_ids: Collection[ProductId], *, limit: int
    ) -> Sequence[WaitingCustomer]:
        found = (one for one in self._kept.values() if one.product_id in product_ids)
        return sorted(found, key=lambda one: (one.asked_at, one.alert_id))[:limit]


def _wish(one: WaitingCustomer) -> tuple[str, str, str]:
    return one.customer_id, one.product_id, one.variant_id
