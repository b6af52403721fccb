"""The event log in SQL; start at `event_log.py`."""
