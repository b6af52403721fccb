"""Implement the assistant's ports in memory for tests, each held to its port's contract."""
