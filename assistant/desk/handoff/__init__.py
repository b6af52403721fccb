"""Decide when and to which agent a conversation goes, and word the notices to its customer."""
