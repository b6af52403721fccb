"""Watch for awaited variants that can be bought again, and write to their customers, once each.

It looks when it hears that stock changed, and every now and then because word may be lost.
The letter is put into the spool before the wait is ended. A process that dies in between puts the
same letter again, and the spool knows its id.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast, get_args

import structlog

from assistant.commerce.customer import Customer
from assistant.commerce.ports import Assortment, Customers, ShopUnavailableError
from assistant.commerce.shop_ids import ProductId
from assistant.conversation.message import Language
from assistant.kit.duty import Duty
from assistant.kit.fault_log import report
from assistant.kit.mail.ports import MailSpool
from assistant.operations.alerts.back_in_stock_letter import back_letter
from assistant.operations.alerts.look_schedule import LookSchedule
from assistant.operations.alerts.ports import WaitingCustomer, WaitingList
from assistant.operations.alerts.stock_news import StockNews
from assistant.ports import Clock

log = structlog.get_logger(__name__)

LOOKED_AT = 500
"""Waits looked at in one go: at most so many questions to the shop system."""

_ANY_ORDER = random.SystemRandom()

_FAILURES = 3
"""Failed products in a row after which the shop system is taken to be away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """End waits; many processes may run it, the holder of the duty does it."""

    waiting: WaitingList
    customers: Customers
    assortment: Assortment
    spool: MailSpool
    duty: Duty
    clock: Clock
    news: StockNews
    forget: Callable[[ProductId | None], None]  # drops the assortment's cached product, or all
    every_s: float
    default_language: Language  # of customers whose language is not known

    async def run(self, stop: asyncio.Event) -> None:
        """Look at products in the news, and at all every `every_s`, until `stop` is set.

        It looks only while the duty is this process's; the process that holds the duty hears all
        news,
        too.
        """
        async with LookSchedule.open(self.news, every_s=self.every_s, stop=stop) as hearing:
            async for product_ids in hearing:
                try:
                    if await self.duty.is_ours():
                        await self.once(product_ids)
                except Exception as error:  # noqa: BLE001 - something is away; the waits are kept
                    report("alerts.failed", error)
        await self.duty.give_back()

    async def once(self, product_ids: frozenset[ProductId] | None = None) -> int:
        """Look at some products, or at the oldest waits; return the number of new letters.

        The oldest are those that were looked at longest ago. A product that the shop system does
        not answer
        for is looked at another time.

        Raises:
            ShopUnavailableError, SpoolUnavailableError, WaitingUnavailableError: something is
                away; the rest is looked at another time.
        """
        for product_id in product_ids or (None,):
            self.forget(product_id)
        by_product: dict[ProductId, list[WaitingCustomer]] = defaultdict(list)
        for one in await self._waits(product_ids):
            by_product[one.product_id].append(one)
        # In any order: products that fail would else be before the same others each time.
        looks = _ANY_ORDER.sample(list(by_product.items()), len(by_product))
        told = failed = 0
        for product_id, waits in looks:
            try:
                told += await self._look(product_id, waits)
                failed = 0
            except ShopUnavailableError as error:
                failed += 1
                if failed in {_FAILURES, len(looks)}:
                    raise
                report("alerts.product_failed", error)
        if told:
            log.info("alerts.told", letters=told)
        return told

    async def _waits(self, product_ids: frozenset[ProductId] | None) -> Sequence[WaitingCustomer]:
        if product_ids is None:
            return await self.waiting.next(self.clock.now(), limit=LOOKED_AT)
        return await self.waiting.for_products(product_ids, limit=LOOKED_AT)

    async def _look(self, product_id: ProductId, waits: Sequence[WaitingCustomer]) -> int:
        """Return the number of new letters for a product."""
        product = await self.assortment.product(product_id, language=self.default_language)
        sold = {v.variant_id for v in product.variants if v.available} if product else set()
        return sum([await self._tell(one) for one in waits if one.variant_id in sold])

    async def _tell(self, waiting: WaitingCustomer) -> bool:
        """End a wait; return whether a letter was put that was not there before."""
        customer = await self.customers.with_id(waiting.customer_id)
        is_new = await self._put(waiting, customer) if customer and customer.email else False
        await self.waiting.drop(waiting.alert_id)
        return is_new

    async def _put(self, waiting: WaitingCustomer, customer: Customer) -> bool:
        language = self._language(customer)
        product = await self.assortment.product(waiting.product_id, language=language)
        variant = product.variant(waiting.variant_id) if product else None
        if product is None or variant is None:
            return False
        letter = back_letter(
            waiting, customer, product, variant, language=language, at=self.clock.now()
        )
        return await self.spool.put(letter)

    def _language(self, customer: Customer) -> Language:
        known = customer.language in get_args(Language)
        return cast("Language", customer.language) if known else self.default_language
