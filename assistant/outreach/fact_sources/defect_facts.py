"""Read the defects of batches that are told now."""

from dataclasses import dataclass, replace

from assistant.conversation.message import Language
from assistant.outreach.batch_defects import DefectState
from assistant.outreach.known_talks import KnownTalk
from assistant.outreach.ports import DefectBook
from assistant.outreach.triggers.customer_facts import CustomerFacts


@dataclass(frozen=True, slots=True)
class DefectFacts:
    """Add the live defects to a customer's facts, as the port `FactSource`."""

    book: DefectBook

    async def added(
        self, facts: CustomerFacts, talk: KnownTalk, language: Language
    ) -> CustomerFacts:
        del talk, language
        live = (one for one in await self.book.all() if one.state is DefectState.LIVE)
        return replace(facts, defects=tuple(live))
