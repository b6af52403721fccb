"""Read whether the supplies of a customer that have run out can be bought now."""

from dataclasses import dataclass, replace

from assistant.commerce.ports import Assortment
from assistant.conversation.message import Language
from assistant.outreach.known_talks import KnownTalk
from assistant.outreach.triggers.customer_facts import CustomerFacts
from assistant.outreach.triggers.supply_causes import due_supplies
from assistant.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyFacts:
    """Add the variants that are sold now to a customer's facts, as the port `FactSource`.

    Only supplies that have run out are looked at, so almost nobody costs the shop a question.
    """

    assortment: Assortment
    clock: Clock

    async def added(
        self, facts: CustomerFacts, talk: KnownTalk, language: Language
    ) -> CustomerFacts:
        del talk
        sold = set()
        for supply in due_supplies(facts, self.clock.now()):
            product = await self.assortment.product(supply.line.product_id, language=language)
            variant = product.variant(supply.line.variant_id) if product else None
            if variant is not None and variant.available:
                sold.add(variant.variant_id)
        return replace(facts, sold=frozenset(sold))
