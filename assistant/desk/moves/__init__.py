"""Moves on a conversation: from what it is and what somebody decided to events.

Or why not. Pure.
"""
