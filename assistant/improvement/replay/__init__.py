"""Replay recorded conversations under a change, and tell which turns would differ."""
