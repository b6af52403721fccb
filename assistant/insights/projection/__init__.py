"""Make rows from conversations: a projection of the event log; `row_projection` first.

Replay makes the same rows again.
"""
