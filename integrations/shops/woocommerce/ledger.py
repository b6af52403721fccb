"""Let one process at a time change an order or a customer; WooCommerce has no compare-and-set.

A process writes a row of its own, then reads all rows, and goes on only where no other process
has one: of two, at least one sees the other's. Of those that see each other the lowest row waits
for the others to step back, and they do. Rows of dead processes count for 90 s.
"""

from dataclasses import dataclass, field
from uuid import uuid4

from assistant.commerce.effect_notes import EffectNote
from assistant.commerce.ports import ShopUnavailableError
from assistant.ports import Clock
from integrations.shops.woocommerce.api_payloads import WooMeta, WooPayload, read
from integrations.shops.woocommerce.client import Json, RestClient
from integrations.shops.woocommerce.permit_record import WooRecord, claim_row, note_row

_LOOKS = 8
_LOOK_S = 0.25


class _Noted(WooPayload):
    meta_data: tuple[WooMeta, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WooLedger:
    """Keep claims, notes and receipts; `path` is "orders/12" or "customers/3"."""

    client: RestClient
    clock: Clock
    by: str = field(default_factory=lambda: uuid4().hex[:12])  # this process

    async def claim(self, path: str, note: EffectNote) -> Json:
        """Claim an order or a customer, and return it as it is once no other process works on it.

        Raises:
            ShopUnavailableError: another one is, or WooCommerce does not answer.
        """
        await self.client.put(path, {"meta_data": [claim_row(self.by, note)]})
        for _ in range(_LOOKS):
            found = await self.client.get(path) or {}
            record = record_of(found)
            others = record.others(self.by, self.clock.now())
            if not others:
                return found
            if others[0] < record.row_of(self.by):
                break
            await self.client.pace.sleep(_LOOK_S)
        await self.release(path)
        msg = "another process is at this order or customer"
        raise ShopUnavailableError(msg)

    async def release(self, path: str) -> None:
        """Give a claim up: nothing was done."""
        await self.client.put(path, {"meta_data": [claim_row(self.by, None)]})

    async def complete(self, path: str, note: EffectNote, last: Json) -> Json:
        """Record that an effect is done, in the request that does the last part of it.

        Claims of processes that died are removed, too.
        """
        record = record_of(await self.client.get(path) or {})
        gone = {self.by, *record.dead(self.clock.now())}
        rows = [note_row(note), *(claim_row(one, None) for one in sorted(gone))]
        return await self.client.put(path, {**last, "meta_data": rows})


def record_of(found: Json) -> WooRecord:
    """Return the record of our effects on an order or for a customer.

    Raises:
        ShopUnavailableError: it is not ours, or not of the documented form.
    """
    return WooRecord.of(read(_Noted, found).meta_data)
