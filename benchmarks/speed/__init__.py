"""Measure what an answer, a start, the event log and a large index cost."""
