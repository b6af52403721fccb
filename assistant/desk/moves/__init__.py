"""Decide moves on a conversation: each gives events, or the reason why it is denied. Pure."""
