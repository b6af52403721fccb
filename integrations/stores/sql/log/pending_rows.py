"""Work out the rows of the table of pending work that an event adds or takes away. Pure."""

from typing import Any

from assistant.conversation.events import (
    ANSWERING,
    ConversationEvent,
    CustomerWrote,
    OperationDone,
    OperationDropped,
    OperationOrdered,
    ReplyDelivered,
    ReplyRejected,
    ReplyWritten,
    StoredEvent,
)
from assistant.conversation.ownership import Stage

KINDS = ANSWER, PERSON, DELIVERY, ORDER = "answer", "person", "delivery", "order"


def whom(stage: Stage) -> str:
    """Return the word for the person or assistant that an unanswered message waits for."""
    return ANSWER if stage.is_assistants else PERSON


def waits_rows(stored: StoredEvent, stage: Stage) -> list[dict[str, Any]]:
    """Return the row of the message or order that waits for another event from now on."""
    match stored.event:
        case CustomerWrote():
            waits_for = whom(stage)
        case ReplyWritten():
            waits_for = DELIVERY
        case OperationOrdered():
            waits_for = ORDER
        case _:
            return []
    event = stored.event
    waiting = event.proposal_id if isinstance(event, OperationOrdered) else event.message_id
    return [
        {
            "position": stored.position,
            "waits_for": waits_for,
            "conversation_id": event.conversation_id,
            "message_id": waiting,
            "at": event.at,
        }
    ]


def carried_out_rows(event: ConversationEvent) -> list[dict[str, Any]]:
    """Return the order that nothing is left to do of."""
    if not isinstance(event, OperationDone | OperationDropped):
        return []
    return [{"conversation": event.conversation_id, "message": event.proposal_id}]


def answered_rows(event: ConversationEvent) -> list[dict[str, Any]]:
    """Return the messages that need no answer any more."""
    if not isinstance(event, ANSWERING):
        return []
    key = {"conversation": event.conversation_id}
    return [{**key, "message": message} for message in event.answers]


def delivered_rows(event: ConversationEvent) -> list[dict[str, Any]]:
    """Return the reply that has not to go out any more."""
    if not isinstance(event, ReplyDelivered | ReplyRejected):
        return []
    return [{"conversation": event.conversation_id, "message": event.message_id}]
