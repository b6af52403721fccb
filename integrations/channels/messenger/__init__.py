"""Messenger: a Facebook page's conversations, over Meta's Messenger Platform."""
