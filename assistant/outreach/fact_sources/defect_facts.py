"""Read the defects of batches that are told now."""

from dataclasses import dataclass, replace

from assistant.conversation.conversation import Conversation
from assistant.conversation.message import Language
from assistant.outreach.batch_defects import DefectState
from assistant.outreach.ports import DefectBook
from assistant.outreach.triggers.customer_facts import CustomerFacts
from assistant.ports import Record


@dataclass(frozen=True, slots=True)
class DefectFacts:
    """Add the live defects to a customer's facts, as the port `FactSource`."""

    book: DefectBook

    async def added(
        self,
        facts: CustomerFacts,
        record: Record,
        conversation: Conversation,
        language: Language,
    ) -> CustomerFacts:
        del record, conversation, language
        live = (one for one in await self.book.all() if one.state is DefectState.LIVE)
        return replace(facts, defects=tuple(live))
