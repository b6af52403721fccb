"""Whether an order's number is its id, as in core, or an extension's own."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from integrations.shops.woocommerce.client import RestClient
from integrations.shops.woocommerce.api_payloads import Numbered, read

KEEP_S = 600.0
"""How long it is known: an extension numbers every order from the day it is switched on."""


@dataclass(slots=True, kw_only=True)
class Numbering:
    """Looks at the newest order, and keeps what it says for a while.

    Where numbers are ids, one that does not exist is not searched for: that would be slow, and
    would tell it from one that is somebody else's.
    """

    client: RestClient
    now: Callable[[], float] = time.monotonic
    _is_by_id: bool = field(default=True, init=False)
    _until: float = field(default=float("-inf"), init=False)

    async def is_by_id(self) -> bool:
        """Return whether numbers are ids.

        Raises:
            ShopUnavailableError: WooCommerce does not answer.
        """
        if self.now() >= self._until:
            rows = await self.client.list("orders", {"_fields": "id,number"}, most=1)
            newest = [read(Numbered, row) for row in rows]
            self._is_by_id = all(one.number == str(one.id) for one in newest)
            self._until = self.now() + KEEP_S
        return self._is_by_id
