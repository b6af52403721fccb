"""An operation that an agent has done on the customer's spoken word, without their yes here. Pure.

It is read back to the agent, who answers for it: their order, with where the customer said it and
why, stands in the log in the place of the yes. Whose role reaches is the autonomy table's to say,
now and again when it is done; `desk.carrying_out` tells the customer.
"""

from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.conversation_conversation import Conversation
from assistant.conversation.events import DialogueMoved, OperationOrdered, ToldWhere
from assistant.desk.moves.moves import Decided, Denial, Denied, Move, has
from assistant.desk.moves.proposing import ReadBack, dropped, proposed, why_not
from assistant.conversation.people import Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWord:
    """What the customer said elsewhere, as an agent writes it down."""

    told: ToldWhere
    reason: str  # in the agent's words; not empty


def order(agent: Agent, back: ReadBack, word: CustomerWord) -> Move:
    """Have done what was read back to the agent, who has the conversation.

    Not over words that they have not seen, nor while a yes or another order waits to be done.
    """

    def decide(conversation: Conversation, at: datetime) -> Decided:
        denied = _why_not(agent, back, word, conversation)
        if denied is not None:
            return denied
        one = conversation.conversation_id
        return (
            *dropped(conversation, at),
            proposed(back, conversation, at),
            OperationOrdered(
                conversation_id=one,
                at=at,
                proposal_id=back.proposal_id,
                by=agent.agent_id,
                role=agent.role,
                told=word.told,
                reason=word.reason.strip(),
                name=agent.shown_name,
                client_id=back.client_id,
            ),
            # What was being asked of the customer is not asked any more.
            DialogueMoved(conversation_id=one, at=at, state="", about=conversation.dealings.about),
        )

    return decide


def _why_not(agent: Agent, back: ReadBack, word: CustomerWord, conversation: Conversation) -> Denied | None:
    denied = why_not(agent, back, conversation)
    if denied is not None:
        return denied
    if not has(agent, conversation):
        return Denied(why=Denial.NOT_YOURS)
    if not back.ready.verdict.may_be_ordered_by(agent.role):
        return Denied(why=Denial.NOT_ALLOWED)
    return None if word.reason.strip() else Denied(why=Denial.EMPTY)
