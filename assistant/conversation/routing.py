"""Whether somebody of another system has a conversation, whom our desk does not know. Pure."""

from assistant.conversation.conversation_conversation import Conversation, ConversationStatus
from assistant.conversation.event_base import Author

ROUTED = "thread_"
"""What the rule of a handoff begins with that the channel decided: passed, taken, standby."""


def is_elsewhere(conversation: Conversation) -> bool:
    """Return whether a person at a phone, or another app, goes on: the desk says nothing then."""
    if conversation.status is not ConversationStatus.OPEN:
        return False
    now = conversation.ownership
    if now.claimed or now.agent_id is not None:
        return False
    if now.handoff is not None:
        return now.handoff.rule.startswith(ROUTED)
    last = conversation.last_reply
    return last is not None and last.author is Author.AGENT and last.agent_id is None
