"""Give a share of the answers and effects to a person first, if one who may approve is there."""

from dataclasses import dataclass

from assistant.conversation.conversation import Conversation
from assistant.conversation.dealings import Proposal
from assistant.conversation.event_base import Reason
from assistant.conversation.ownership import Ownership
from assistant.desk.queue.outlook_lookup import DeskOutlooks
from assistant.operations.autonomy.autonomy_verdict import Verdict
from assistant.operations.autonomy.person_checks import draw


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraws:
    """Implement `PersonChecks` over the desk: nobody waits for a person who is not there.

    Nor does who writes on a channel that closes before a person may have answered. An effect has
    the customer's yes just before it, so its channel is open.
    """

    key: bytes
    outlooks: DeskOutlooks

    async def of_answer(self, verdict: Verdict, conversation: Conversation) -> Verdict:
        asked = conversation.unanswered[-1].message_id if conversation.unanswered else ""
        drawn = draw(verdict, self.key, conversation.conversation_id, asked)
        if drawn is verdict:
            return verdict
        outlook = await self.outlooks.outlook(conversation, Reason.NEEDS_APPROVAL)
        if outlook.is_absent or outlook.comes_too_late:
            return verdict
        absent = await self.outlooks.is_absent(conversation.ownership.team, verdict.approver)
        return verdict if absent else drawn

    async def of_effect(
        self, verdict: Verdict, proposal: Proposal, ownership: Ownership
    ) -> Verdict:
        if proposal.ordered is not None or proposal.proposal_id in ownership.approved:
            return verdict  # a person has looked
        drawn = draw(verdict, self.key, proposal.proposal_id)
        if drawn is verdict or await self.outlooks.is_absent(ownership.team, verdict.approver):
            return verdict
        return drawn
