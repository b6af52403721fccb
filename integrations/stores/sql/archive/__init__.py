"""Keep events of old conversations in files beside the database; start at `archived_events.py`."""
