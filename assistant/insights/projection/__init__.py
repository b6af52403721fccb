"""Rows from what was said: a pure projection of the event log, made again by replay. `projection` first."""
