"""Find and change orders of a WooCommerce shop; implements `assistant.commerce.ports.OrderBook`.

Read this first. An effect goes: done already? -> the version it was decided on? -> claim -> look
again -> do what is not done -> write the last of it together with its note -> read back.
`ledger` claims, `effects` does, `permit_record` says what is kept where.
"""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from assistant.commerce.customer import fold_number
from assistant.commerce.effect_notes import HOLD_S, Done, EffectNote, begin, owner_of
from assistant.commerce.order import Order
from assistant.commerce.permit import Permit
from assistant.commerce.ports import ShopMovedOnError, ShopRefusedError, ShopUnavailableError
from assistant.commerce.sales import SoldLine
from assistant.commerce.settlement import refuse_new_method
from assistant.commerce.shop_effects import ChangeDefaultAddress, Effect, OrderEffect, Receipt
from assistant.commerce.shop_ids import CustomerId, OrderId
from assistant.kit.web.retries import ends_within
from assistant.ports import Clock
from integrations.shops.woocommerce.api_payloads import (
    CustomerPayload,
    Numbered,
    OrderPayload,
    read,
)
from integrations.shops.woocommerce.client import Json, RestClient
from integrations.shops.woocommerce.effects import NO_NEW_METHOD, Performed, WooEffects, is_begun
from integrations.shops.woocommerce.ledger import WooLedger, record_of
from integrations.shops.woocommerce.mailing_addresses import is_at, pick_address, write_address
from integrations.shops.woocommerce.order_reader import WooOrderReader, guest_email, is_order
from integrations.shops.woocommerce.refund_bodies import pieces_in, refunds_of
from integrations.shops.woocommerce.shop_assortment import WooAssortment
from integrations.shops.woocommerce.shop_customers import WooCustomers
from integrations.shops.woocommerce.sold_lines import sold_since

KEEP_S = 600.0
"""How long it is known: an extension numbers every order from the day it is switched on."""


@dataclass(slots=True, kw_only=True)
class Numbering:
    """Find out from the newest order whether an order's number is its id, as in core WooCommerce.

    Extensions number orders differently. Where numbers are ids, one that does not exist is not
    searched for: that would be slow, and would tell it from the number of another customer's order.
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


RECEIPTS = timedelta(days=2)
"""How long ago an order may have changed last for a receipt to be found without its order.

The API searches no meta data, so orders that changed lately are looked through, newest first.
"""

_LOOKED_THROUGH = 500
_NUMBER = re.compile(r"[a-z0-9][a-z0-9._/-]{0,39}")
_SEARCHED = 50  # orders that a search for a number may bring
_EXTRA = 10  # asked for beside a customer's orders: some send exchanges
_OWNERS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class WooOrderBook:
    """Find and change the orders of one shop."""

    client: RestClient
    ledger: WooLedger
    effects: WooEffects
    reader: WooOrderReader
    customers: WooCustomers
    assortment: WooAssortment
    numbering: Numbering
    clock: Clock
    hold_s: float = HOLD_S
    _owners: OrderedDict[str, str] = field(default_factory=OrderedDict, init=False)
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(
        default_factory=WeakValueDictionary, init=False
    )

    async def with_number(self, number: str) -> Order | None:
        """Find an order by id, its number in core; else by search, for extensions' numbers."""
        wanted = fold_number(number)
        if not _NUMBER.fullmatch(wanted):
            return None
        is_id = wanted.isdigit() and await self.numbering.is_by_id()
        rows: list[Json] = []
        if wanted.isdigit():
            found = await self.client.get(f"orders/{wanted}")
            rows = [found] if found else []
        if not is_id and not any(_is_numbered(row, wanted) for row in rows):
            rows = await self.client.list("orders", {"search": wanted}, most=_SEARCHED)
        orders = [read(OrderPayload, row) for row in rows if _is_numbered(row, wanted)]
        shown = [one for one in orders if is_order(one)]
        return await self._read(shown[0]) if len(shown) == 1 else None

    async def of_customer(self, customer_id: CustomerId, *, limit: int) -> tuple[Order, ...]:
        email = guest_email(customer_id)
        if email:
            orders = await self.customers.guest_orders(email)
        elif customer_id.isascii() and customer_id.isdigit():
            asked = {"customer": customer_id, "orderby": "date", "order": "desc"}
            rows = await self.client.list("orders", asked, most=limit + _EXTRA)
            orders = [read(OrderPayload, row) for row in rows]
        else:
            return ()
        shown = [one for one in orders if is_order(one)][:limit]
        return tuple([await self._read(one) for one in shown])

    def sold_since(self, since: datetime) -> AsyncIterator[SoldLine]:
        return sold_since(self.client, self.reader, since)

    async def execute(self, permit: Permit) -> Receipt:
        path = _path(permit.effect)
        async with self._locks.setdefault(path, asyncio.Lock()), ends_within(self.hold_s):
            return await self._have(permit.effect, path, permit.key)

    async def receipt(self, key: str) -> Receipt | None:
        """Find the receipt at the owner that is known, else among orders that changed lately.

        What was done for a customer, and not to an order, is found by the process that did it:
        executing it again brings the same receipt all the same.
        """
        path = self._owners.get(key)
        if path is not None:
            found = await self.client.get(path)
            note = record_of(found).note(key) if found else None
            return note.receipt if note else None
        since = self.clock.now() - RECEIPTS
        asked = {
            "modified_after": since.strftime("%Y-%m-%dT%H:%M:%S"),
            "dates_are_gmt": "true",
            "orderby": "modified",
            "_fields": "id,meta_data",
        }
        for row in await self.client.list("orders", asked, most=_LOOKED_THROUGH):
            note = record_of(row).note(key)
            if note is not None:
                self._remember(key, f"orders/{row['id']}")
                return note.receipt
        return None

    async def begun(self, key: str, order_id: OrderId) -> Effect | None:
        found = await self.client.get(f"orders/{order_id}")
        claim = record_of(found).claim(key) if found else None
        return claim.begun if claim is not None else None

    async def refuses(self) -> frozenset[str]:
        return frozenset({"change_payment"})

    async def _have(self, effect: Effect, path: str, key: str) -> Receipt:
        found = await self.client.get(path)
        if found is None:
            msg = "there is no such order or customer"
            raise ShopRefusedError(msg)
        note = record_of(found).note(key)
        if note is None:
            await self._check(effect, found, key)
            begun = begin(effect, key, by=self.ledger.by, at=self.clock.now())
            found = await self.ledger.claim(path, begun)
            note = record_of(found).note(key)
            if note is None:
                note = await self._do(effect, path, found, begun)
            else:
                await self.ledger.release(path)
        self._remember(key, path)
        return note.receipt

    async def _do(self, effect: Effect, path: str, found: Json, note: EffectNote) -> EffectNote:
        """Carry out an effect that no other process works on."""
        key = note.key
        try:
            await self._check(effect, found, key)
            if isinstance(effect, OrderEffect):
                order = read(OrderPayload, found)
                done = await self.effects.perform(effect, order, await self._read(order), key)
            else:
                done = Performed(done=Done(reference=""), last=_for_customer(effect, found))
            if done.lines:
                note = note.model_copy(update={"lines": done.lines})
            note = note.completed(done.done)
            after = await self.ledger.complete(path, note, done.last)
        except (ShopMovedOnError, ShopRefusedError):
            await self.ledger.release(path)
            raise
        finally:
            self.assortment.drop()
        if record_of(after).note(key) is None or not _shows(effect, after, key):
            msg = f"WooCommerce took {effect.type} but does not show it"
            raise ShopUnavailableError(msg)
        return note

    async def _check(self, effect: Effect, found: Json, key: str) -> None:
        """Refuse an effect that cannot be done, or was decided on another version of it."""
        if not isinstance(effect, OrderEffect):
            return
        refuse_new_method(effect, NO_NEW_METHOD)
        order = read(OrderPayload, found)
        if not is_order(order):
            msg = "there is no such order"
            raise ShopRefusedError(msg)
        if is_begun(effect, order, key) or await self.effects.goodwill.has_begun(
            effect, order, key
        ):
            return
        if (await self._read(order)).version != effect.version:
            msg = "the order is not what it was"
            raise ShopMovedOnError(msg)

    async def _read(self, found: OrderPayload) -> Order:
        final = await self.assortment.final_sale(one.product_id for one in found.line_items)
        refunds = await refunds_of(self.client, found)
        return self.reader.read(found, final, pieces_in(*refunds), refunds)

    def _remember(self, key: str, path: str) -> None:
        self._owners[key] = path
        while len(self._owners) > _OWNERS:
            self._owners.popitem(last=False)


def _path(effect: Effect) -> str:
    owner = owner_of(effect)
    if not (owner.isascii() and owner.isdigit()):
        msg = (
            "there is no such order, or the customer is a guest: WooCommerce keeps nothing of them"
        )
        raise ShopRefusedError(msg)
    return f"{'orders' if isinstance(effect, OrderEffect) else 'customers'}/{owner}"


def _for_customer(effect: Effect, found: Json) -> Json:
    """Return the fields to write for a customer; an alert is kept by its note."""
    if not isinstance(effect, ChangeDefaultAddress):
        return {}
    customer = read(CustomerPayload, found)
    at = pick_address(customer.shipping, customer.billing)
    return {"shipping": write_address(effect.address, at)}


def _shows(effect: Effect, after: Json, key: str) -> bool:
    """Return whether WooCommerce shows the result of the effect, beside our note."""
    if isinstance(effect, ChangeDefaultAddress):
        return is_at(read(CustomerPayload, after).shipping, effect.address)
    if not isinstance(effect, OrderEffect):
        return True
    order = read(OrderPayload, after)
    return (
        is_begun(effect, order, key)
        or effect.type
        in {"return_items", "exchange_items", "reship", "grant_voucher", "record_claim"}
        or (effect.type == "cancel_order" and order.status == "cancelled")
    )


def _is_numbered(row: Json, wanted: str) -> bool:
    return fold_number(str(row.get("number", ""))) == wanted
