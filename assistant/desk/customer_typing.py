"""Where the desk hears what customers' pages must not: that the customer writes. Pure."""

from assistant.conversation.ids import ConversationId


def customer_typing_topic(conversation_id: ConversationId) -> ConversationId:
    """Return what `Fanout` tells it under, again and again while they write."""
    return ConversationId(f"desk:{conversation_id}")
