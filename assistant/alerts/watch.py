"""Looks whether what customers wait for can be bought again, and writes to them: once each.

The letter is put into the spool before the wait is ended. Whoever dies in between puts the same
letter again, and the spool knows its id.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import cast, get_args

import structlog

from assistant.alerts.letters import back_letter
from assistant.alerts.ports import Waiting, WaitingList
from assistant.commerce.customer import Customer
from assistant.commerce.ids import ProductId
from assistant.commerce.ports import Assortment, Customers
from assistant.conversation.message import Language
from assistant.duty import Duty
from assistant.faults import report
from assistant.mail.ports import MailSpool
from assistant.ports import Clock

log = structlog.get_logger(__name__)

LOOKED_AT = 500
"""Waits looked at in one go: at most so many questions to the shop system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Ends waits; many processes may run it, the holder of the duty does it."""

    waiting: WaitingList
    customers: Customers
    assortment: Assortment
    spool: MailSpool
    duty: Duty
    clock: Clock
    every_s: float
    default_language: Language  # of customers of whom the shop system knows none

    async def run(self, stop: asyncio.Event) -> None:
        """Look every `every_s` until `stop` is set, whenever it is this process's turn."""
        while not stop.is_set():
            try:
                if await self.duty.is_ours():
                    await self.once()
            except Exception as error:  # noqa: BLE001 - something is away; the waits are kept
                report("alerts.failed", error)
            try:
                async with asyncio.timeout(self.every_s):
                    await stop.wait()
            except TimeoutError:
                continue
        await self.duty.give_back()

    async def once(self) -> int:
        """Look at what was looked at longest ago; return how many letters are new.

        Raises:
            ShopUnavailableError, SpoolUnavailableError, WaitingUnavailableError: something is
                away; the rest is looked at another time.
        """
        by_product: dict[ProductId, list[Waiting]] = defaultdict(list)
        for one in await self.waiting.next(self.clock.now(), limit=LOOKED_AT):
            by_product[one.product_id].append(one)
        told = 0
        for product_id, waits in by_product.items():
            product = await self.assortment.product(product_id, language=self.default_language)
            sold = {v.variant_id for v in product.variants if v.available} if product else set()
            for one in waits:
                if one.variant_id in sold:
                    told += await self._tell(one)
        if told:
            log.info("alerts.told", letters=told)
        return told

    async def _tell(self, waiting: Waiting) -> bool:
        """End a wait; return whether that took a letter which was not there before."""
        customer = await self.customers.with_id(waiting.customer_id)
        is_new = await self._put(waiting, customer) if customer and customer.email else False
        await self.waiting.drop(waiting.alert_id)
        return is_new

    async def _put(self, waiting: Waiting, customer: Customer) -> bool:
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
