"""Hand a conversation to a person when a channel will never deliver a reply. Pure."""

from datetime import datetime

from assistant.conversation.conversation import ROUTED, Conversation, ConversationStatus
from assistant.conversation.event_base import Author, Reason
from assistant.conversation.events import HandoffRequested, ReplyWritten
from assistant.conversation.reach import NOBODY_CAN_MEND, failure_of

RULE = "undelivered"
_OVERLOOKED = {
    Author.ASSISTANT: (ConversationStatus.PENDING, ConversationStatus.RESOLVED),
    Author.AGENT: (ConversationStatus.RESOLVED,),
}
"""Where nobody looks at what became of a reply, by who wrote it."""


def hand_over(
    conversation: Conversation, reply: ReplyWritten, why: str, at: datetime
) -> tuple[HandoffRequested, ...]:
    """Return the handoff that a lost reply leads to; none where a person has it already.

    Args:
        conversation: as it is now, after the failure.
        reply: what the customer never got.
        why: the channel's code, or our own word.
        at: now; aware, UTC.

    What no person's words would mend is left, and so is what a person wrote before they gave the
    conversation back. Where another app has it, it goes on there: nobody of ours is asked.
    """
    failure = failure_of(why)
    overlooked = conversation.status in _OVERLOOKED.get(reply.author, ())
    if not overlooked or failure in NOBODY_CAN_MEND:
        return ()
    elsewhere = failure == "control"
    return (
        HandoffRequested(
            conversation_id=conversation.conversation_id,
            at=at,
            reason=Reason.CHOSEN if elsewhere else Reason.UNDELIVERED,
            rule=f"{ROUTED}refused" if elsewhere else RULE,
            messages=() if elsewhere else reply.answers,
        ),
    )
