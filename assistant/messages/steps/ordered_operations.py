"""Execute the operations that an agent ordered, and tell the customer of them.

The owner of the conversation stays the same: these are no words of the assistant's.
"""

from dataclasses import dataclass
from typing import assert_never

from assistant.conversation.conversation import Conversation
from assistant.conversation.dealings import Proposal
from assistant.conversation.event_base import Reason
from assistant.conversation.events import ConversationEvent, OperationDone, OperationDropped
from assistant.conversation.message import Language
from assistant.desk.handoff.handoff_notices import notice
from assistant.desk.handoff.texts import say
from assistant.operations.gate import Gate
from assistant.operations.gate_answers import EffectDone, LeftToPeople, NeedsApproval, Outdated
from assistant.operations.operation_register import GOODWILL
from assistant.operations.types import Refusal
from assistant.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedOperations:
    """Execute an ordered operation before anything else of the turn."""

    gate: Gate
    clock: Clock
    default_language: Language

    async def take(
        self, conversation: Conversation
    ) -> tuple[ConversationEvent, ...] | Conversation:
        """Return the events of an ordered operation; without an order, the conversation.

        Raises:
            ShopUnavailableError: it is not known whether it was done; taken again, it will be.
        """
        ordered = conversation.dealings.ordered
        if ordered is None:
            return conversation
        return await self._carry_out(conversation, ordered)

    async def _carry_out(
        self, conversation: Conversation, ordered: Proposal
    ) -> tuple[ConversationEvent, ...]:
        language = conversation.language or self.default_language
        executed = await self.gate.execute(
            ordered, ownership=conversation.ownership, language=language
        )
        match executed:
            case EffectDone():
                return self._done(conversation, ordered, executed, language)
            case Refusal():
                return self._dropped(conversation, ordered, executed.code)
            case Outdated():
                return self._dropped(conversation, ordered, "outdated")
            case LeftToPeople() | NeedsApproval():
                above = ordered.operation in GOODWILL
                return self._dropped(
                    conversation, ordered, "above_limits" if above else Reason.HUMAN_ONLY
                )
            case _:
                assert_never(executed)

    def _done(
        self,
        conversation: Conversation,
        ordered: Proposal,
        executed: EffectDone,
        language: Language,
    ) -> tuple[ConversationEvent, ...]:
        done = OperationDone(
            conversation_id=conversation.conversation_id,
            at=self.clock.now(),
            proposal_id=ordered.proposal_id,
            operation=ordered.operation,
            reference=executed.receipt.reference,
        )
        who = ordered.ordered.name if ordered.ordered else ""
        told = "given" if ordered.operation in GOODWILL else "ordered"
        text = say(f"notice.{told}", language, name=who, receipt=executed.text)
        return (done, notice(done, text, language=language))

    def _dropped(
        self, conversation: Conversation, ordered: Proposal, rule: str
    ) -> tuple[ConversationEvent, ...]:
        return (
            OperationDropped(
                conversation_id=conversation.conversation_id,
                at=self.clock.now(),
                proposal_id=ordered.proposal_id,
                rule=rule,
            ),
        )
