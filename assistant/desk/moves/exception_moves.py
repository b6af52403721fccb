"""Ask for an exception that one's own role may not make, and decide on one. Pure.

What is asked for stands in the request alone and is no proposal: no word of the customer's is a yes
to it. Once approved, the one who approves orders it, in their own role.
"""

from datetime import datetime

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationEvent,
    DialogueMoved,
    OperationOrdered,
    OperationProposed,
)
from assistant.conversation.ownership_events import (
    ApprovalDecided,
    ApprovalRequested,
    AskedException,
)
from assistant.conversation.people import Agent
from assistant.desk.moves.conversation_moves import Decided, Denial, Denied, Move, has
from assistant.desk.moves.operation_moves import ReadBack, dropped, why_not
from assistant.operations.autonomy.autonomy_verdict import may_approve


def ask_exception(agent: Agent, back: ReadBack, *, reason: str) -> Move:
    """Ask a colleague of the role that may to make an exception; nothing else changes."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        denied = why_not(agent, back, conversation)
        if denied is not None:
            return denied
        if not has(agent, conversation):
            return Denied(why=Denial.NOT_YOURS)
        least = back.ready.verdict.ordered_by
        if least is None:
            return Denied(why=Denial.NOT_ALLOWED)
        if not reason.strip():
            return Denied(why=Denial.EMPTY)
        asked = AskedException(
            by=agent.agent_id,
            name=agent.shown_name,
            reason=reason.strip(),
            read_back=back.ready.read_back,
            parameters=back.ready.parameters,
            fingerprint=back.ready.fingerprint,
            customer_id=back.ready.customer_id,
        )
        return (
            ApprovalRequested(
                conversation_id=conversation.conversation_id,
                at=at,
                proposal_id=back.proposal_id,
                operation=back.operation,
                rule=back.ready.verdict.rule,
                role=least,
                asked=asked,
            ),
        )

    return decide


def decide_exception(
    agent: Agent, open_: ApprovalRequested, asked: AskedException, *, approved: bool, note: str
) -> Move:
    """Order an exception that a colleague asked for, or refuse it; they keep the conversation."""

    def decide(conversation: Conversation, at: datetime) -> Decided:
        if not may_approve(agent.role, open_.role):
            return Denied(why=Denial.NOT_ALLOWED)
        dealings = conversation.dealings
        if approved and (dealings.confirmed or dealings.ordered):
            return Denied(why=Denial.UNDECIDED)
        decided = ApprovalDecided(
            conversation_id=conversation.conversation_id,
            at=at,
            proposal_id=open_.proposal_id,
            approved=approved,
            by=agent.agent_id,
            note=note,
        )
        if not approved:
            return (decided,)
        return (decided, *dropped(conversation, at), *_ordered(agent, open_, asked, at))

    return decide


def _ordered(
    agent: Agent, open_: ApprovalRequested, asked: AskedException, at: datetime
) -> tuple[ConversationEvent, ...]:
    one = open_.conversation_id
    return (
        OperationProposed(
            conversation_id=one,
            at=at,
            proposal_id=open_.proposal_id,
            operation=open_.operation,
            parameters=asked.parameters,
            fingerprint=asked.fingerprint,
            customer_id=asked.customer_id,
        ),
        OperationOrdered(
            conversation_id=one,
            at=at,
            proposal_id=open_.proposal_id,
            by=agent.agent_id,
            role=agent.role,
            told="exception",
            reason=asked.reason,
            name=asked.name,
        ),
        DialogueMoved(conversation_id=one, at=at, state=""),
    )
