"""The event log in SQL: SQLite beside the process, PostgreSQL by URL. Start at `event_log.py`."""

from integrations.sql.event_log import SqlEventLog, open_event_log

__all__ = ["SqlEventLog", "open_event_log"]
