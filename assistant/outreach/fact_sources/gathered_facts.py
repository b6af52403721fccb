"""Read the facts that some triggers need of one customer, as of now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.conversation.ids import CustomerId
from assistant.conversation.message import Language
from assistant.outreach.known_talks import KnownTalk
from assistant.outreach.ports import CustomerFactReader, FactSource
from assistant.outreach.triggers.customer_facts import CustomerFactKind, CustomerFacts, is_unknown
from assistant.outreach.triggers.trigger import Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheredFacts:
    """Hold the facts, the customer's country, and the language to write in."""

    facts: CustomerFacts
    country: str  # of the customer's address; "": not known
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class FactGathering:
    """Read a customer's orders, and beside them the facts that a trigger needs, no others."""

    shop: CustomerFactReader
    default_language: Language
    sources: Mapping[CustomerFactKind, FactSource]

    async def of(
        self, customer_id: CustomerId, talk: KnownTalk, triggers: Iterable[Trigger]
    ) -> GatheredFacts | None:
        """Return the facts; None: the shop has no such customer.

        Raises:
            ShopUnavailableError: the shop does not answer.
        """
        facts, country = CustomerFacts(customer_id=customer_id), ""
        if not is_unknown(customer_id):
            known = await self.shop.of(customer_id)
            if known is None:
                return None
            facts, country = known
        language = talk.conversation.language or facts.language or self.default_language
        for kind in sorted(frozenset[CustomerFactKind]().union(*(one.needs for one in triggers))):
            if source := self.sources.get(kind):
                facts = await source.added(facts, talk, language)
        return GatheredFacts(facts=facts, country=country, language=language)
