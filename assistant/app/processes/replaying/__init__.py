"""Replay recorded conversations in processes of their own; start at `replay_work.py`."""
