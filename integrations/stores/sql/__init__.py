"""The databases SQLite and PostgreSQL: one code path for everything that is kept."""

from integrations.stores.sql.log.event_log import SqlEventLog, open_event_log

__all__ = ["SqlEventLog", "open_event_log"]
