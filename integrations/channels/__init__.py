"""Ways in and out of a conversation, one folder a channel."""
