"""What stands in a log of an operation that an agent ordered."""

from datetime import datetime

from assistant.conversation.events import (
    ConversationEvent,
    OperationDone,
    OperationDropped,
    OperationOrdered,
    OperationProposed,
)
from assistant.conversation.ids import AgentId, ConversationId, CustomerId
from tests.support.seeds.conversation_events import NOON

C1 = ConversationId("c1")


def ordered(
    proposal_id: str, *, agent: str = "anna", role: str = "lead", at: datetime = NOON
) -> tuple[ConversationEvent, ...]:
    return (
        OperationProposed(
            conversation_id=C1,
            at=at,
            proposal_id=proposal_id,
            operation="cancel_order",
            parameters='{"order_number": "#1001", "reason": "no_longer_needed"}',
            fingerprint="f",
            customer_id=CustomerId("lea"),
        ),
        OperationOrdered(
            conversation_id=C1,
            at=at,
            proposal_id=proposal_id,
            by=AgentId(agent),
            role=role,
            told="phone",
            reason="Léa called: she ordered it twice",
            name=agent.title(),
        ),
    )


def done(proposal_id: str) -> OperationDone:
    return OperationDone(
        conversation_id=C1,
        at=NOON,
        proposal_id=proposal_id,
        operation="cancel_order",
        reference="C-1",
    )


def not_done(proposal_id: str) -> OperationDropped:
    return OperationDropped(conversation_id=C1, at=NOON, proposal_id=proposal_id, rule="outdated")
