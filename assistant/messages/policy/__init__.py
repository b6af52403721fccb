"""Decide the outcome of a turn: pure."""
