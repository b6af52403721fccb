"""Keep the event log in SQL; start at `event_log.py`."""
