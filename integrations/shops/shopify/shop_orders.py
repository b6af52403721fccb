"""Find and change orders of a Shopify store; implements `assistant.commerce.ports.OrderBook`.

Read this first. An effect goes: receipt? -> claim by compare-and-set -> look what is done already
-> do the rest -> read back -> complete. `ledger` claims, `effects` does.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4
from weakref import WeakValueDictionary

from assistant.commerce.effect_notes import HOLD_S, Done, EffectNote, begin, owner_of
from assistant.commerce.order import Order
from assistant.commerce.permit import Permit
from assistant.commerce.ports import ShopMovedOnError, ShopRefusedError, ShopUnavailableError
from assistant.commerce.sales import SoldLine
from assistant.commerce.settlement import refuse_new_method
from assistant.commerce.shop_effects import (
    AnyOrderEffect,
    CancelOrder,
    ChangeDefaultAddress,
    Effect,
    GrantVoucher,
    OrderEffect,
    Receipt,
    RecordClaim,
    Reship,
)
from assistant.commerce.shop_ids import CustomerId, OrderId
from assistant.kit.web.retries import ends_within
from assistant.ports import Clock
from integrations.shops.shopify import graphql_queries
from integrations.shops.shopify.api_payloads import CustomerNode, OrderNode, Ref, read
from integrations.shops.shopify.changes.effects import NO_NEW_METHOD, ShopifyEffects, is_begun
from integrations.shops.shopify.client import AdminClient, check
from integrations.shops.shopify.ledger import ShopifyLedger
from integrations.shops.shopify.mailing_addresses import is_at, write_address
from integrations.shops.shopify.order_reader import ShopifyOrderReader
from integrations.shops.shopify.paged_lists import follow, read_order
from integrations.shops.shopify.permit_record import ShopifyRecord
from integrations.shops.shopify.sales.sold_lines import sold_since
from integrations.shops.shopify.shop_customers import GID as CUSTOMER

GID = "gid://shopify/Order/"
_NOBODYS = f"{GID}0"  # no order has this id
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,39}")
_AT_ONCE = 4  # orders of one customer that are asked for together
_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopifyOrderBook:
    """Find and change one store's orders.

    Without the scope `read_all_orders` only those of the last 60 days.
    """

    client: AdminClient
    ledger: ShopifyLedger
    effects: ShopifyEffects
    reader: ShopifyOrderReader
    clock: Clock
    on_effect: Callable[[], None]  # called after each try: prices or stock may be others
    by: str = field(default_factory=lambda: uuid4().hex[:12])  # this process, in claims
    hold_s: float = HOLD_S
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(
        default_factory=WeakValueDictionary, init=False
    )

    async def with_number(self, number: str) -> Order | None:
        """Find an order through search, whose index is some seconds behind for new orders.

        Source: shopify.dev/docs/api/admin-graphql/latest/queries/orders (filter `name`)
        """
        wanted = _plain(number)
        if not _NUMBER.fullmatch(wanted):
            return None
        answer = await self.client.ask(graphql_queries.ORDER_IDS_BY_NAME, search=f'name:"{wanted}"')
        ids = [one["id"] for one in answer["orders"]["nodes"] if _plain(one["name"]) == wanted]
        # Asked for either way: how long it takes does not tell whether somebody has this number.
        return await self._order(ids[0] if len(ids) == 1 else _NOBODYS)

    async def of_customer(self, customer_id: CustomerId, *, limit: int) -> tuple[Order, ...]:
        if not customer_id.startswith(CUSTOMER):
            return ()
        ids = (await self._ids(customer_id, limit))[:limit]
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(order_id: str) -> Order | None:
            async with gate:
                return await self._order(order_id)

        found = await asyncio.gather(*map(one, ids))
        return tuple(order for order in found if order is not None)

    def sold_since(self, since: datetime) -> AsyncIterator[SoldLine]:
        return sold_since(self.client, since)

    async def execute(self, permit: Permit) -> Receipt:
        effect, key = permit.effect, permit.key
        owner = owner_of(effect)
        async with self._locks.setdefault(owner, asyncio.Lock()), ends_within(self.hold_s):
            return await self._have(effect, owner, key)

    async def receipt(self, key: str) -> Receipt | None:
        owner = await self.ledger.owner(key)
        entry = (await self.ledger.record(owner)).entry(key) if owner else None
        return entry.receipt if entry is not None and entry.state == "done" else None

    async def begun(self, key: str, order_id: OrderId) -> Effect | None:
        entry = (await self.ledger.record(order_id)).entry(key)
        return entry.begun if entry is not None else None

    async def refuses(self) -> frozenset[str]:
        return await self.effects.goodwill.refuses() | {"change_payment"}

    async def _have(self, effect: Effect, owner: str, key: str) -> Receipt:
        while True:
            receipt = await self._attempt(effect, owner, key)
            if receipt is not None:
                return receipt

    async def _attempt(self, effect: Effect, owner: str, key: str) -> Receipt | None:
        """Carry out an effect; None: another worker wrote in between, so read all again."""
        node, record = await self._look(owner)
        entry = record.entry(key)
        if entry is not None and entry.state == "done":
            return entry.receipt
        if any(one.is_held(self.by, self.clock.now()) for one in record.entries):
            msg = "another worker is at this order or customer"
            raise ShopUnavailableError(msg)
        if isinstance(effect, OrderEffect):
            refuse_new_method(effect, NO_NEW_METHOD)
            if not await self._is_begun(effect, node, entry):
                self._check_version(effect, node)
        claim = self._claim(effect, node, entry, key)
        if not await self.ledger.begin(owner, record, claim):
            return None
        return await self._do(effect, owner, node, claim)

    async def _is_begun(
        self, effect: AnyOrderEffect, node: OrderNode | None, entry: EffectNote | None
    ) -> bool:
        """Return whether a part of the effect is done, as the order, a draft or a code shows."""
        if entry is None or node is None:
            return False
        if is_begun(effect, node, entry.key):
            return True
        return await self.effects.goodwill.has_begun(effect, entry)

    def _claim(
        self, effect: Effect, node: OrderNode | None, entry: EffectNote | None, key: str
    ) -> EffectNote:
        """Return the note that is stored before the effect begins.

        A note that was left behind is claimed anew: of several workers that find it one goes on.
        """
        now = self.clock.now()
        if entry is not None:
            return entry.taken_over(self.by, now)
        claim = begin(effect, key, by=self.by, at=now)
        if isinstance(effect, CancelOrder) and node is not None:
            return claim.paying_back(self.reader.read(node).paid)
        return claim

    async def _do(
        self, effect: Effect, owner: str, node: OrderNode | None, entry: EffectNote
    ) -> Receipt:
        try:
            if isinstance(effect, OrderEffect) and node is not None:
                done = await self._change(effect, node, entry.key)
            else:
                await self._for_customer(effect)
                done = Done(reference="")
        except (ShopMovedOnError, ShopRefusedError):
            await self.ledger.release(owner, entry.key)
            raise
        finally:
            self.on_effect()
        completed = entry.completed(done)
        await self.ledger.complete(owner, completed)
        return completed.receipt

    async def _change(self, effect: AnyOrderEffect, node: OrderNode, key: str) -> Done:
        done = await self.effects.perform(effect, node, key)
        after = await read_order(self.client, node.id)
        beside = isinstance(
            effect, Reship | GrantVoucher | RecordClaim
        )  # the order itself does not show them
        if after is None or not (beside or is_begun(effect, after, key)):
            msg = f"Shopify took {type(effect).__name__} but does not show it yet"
            raise ShopUnavailableError(msg)
        return done

    def _check_version(self, effect: OrderEffect, node: OrderNode | None) -> None:
        """Refuse an effect that was decided on another order, or on another version of it."""
        if node is None:
            msg = "there is no such order"
            raise ShopRefusedError(msg)
        if self.reader.read(node).version != effect.version:
            raise ShopMovedOnError

    async def _for_customer(self, effect: Effect) -> None:
        """Keep an address; an alert is kept by its entry.

        Setting an address twice changes nothing, so nothing has to be looked for.
        Source: shopify.dev/docs/api/admin-graphql/latest/mutations/customerAddressUpdate
        """
        if not isinstance(effect, ChangeDefaultAddress):
            return
        found = (await self.client.ask(graphql_queries.CUSTOMER, id=effect.customer_id))["customer"]
        if found is None:
            msg = "there is no such customer"
            raise ShopRefusedError(msg)
        before = read(CustomerNode, found).default_address
        if before is not None and is_at(before, effect.address):
            return
        address = write_address(effect.address, before)
        if before is None or before.id is None:
            document, name, more = graphql_queries.CREATE_ADDRESS, "customerAddressCreate", {}
        else:
            document, name = graphql_queries.UPDATE_ADDRESS, "customerAddressUpdate"
            more = {"id": before.id}
        answer = await self.client.tell(
            document, customer=effect.customer_id, address=address, **more
        )
        check(answer[name]["userErrors"])

    async def _look(self, owner: str) -> tuple[OrderNode | None, ShopifyRecord]:
        if owner.startswith(CUSTOMER):
            return None, await self.ledger.record(owner)
        node = await read_order(self.client, owner) if owner.startswith(GID) else None
        return node, ShopifyRecord.of(node.metafield if node else None)

    async def _order(self, order_id: str) -> Order | None:
        node = await read_order(self.client, order_id)
        return self.reader.read(node) if node else None

    async def _ids(self, customer_id: CustomerId, limit: int) -> list[str]:
        ids: list[str] = []
        found = True

        async def fetch(after: str | None) -> object:
            nonlocal found
            first = min(_PAGE, limit - len(ids))
            answer = await self.client.ask(
                graphql_queries.ORDER_IDS_OF_CUSTOMER, id=customer_id, first=first, after=after
            )
            if answer["customer"] is None:
                return {"nodes": [], "pageInfo": {}}
            orders = answer["customer"]["orders"]
            ids.extend(one["id"] for one in orders["nodes"])
            return orders if len(ids) < limit else orders | {"pageInfo": {}}

        await follow(Ref, fetch)
        return ids


def _plain(number: str) -> str:
    return "".join(number.split()).removeprefix("#").upper()
