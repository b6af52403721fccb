"""Keep data in the databases SQLite and PostgreSQL, with the same code for both."""

from integrations.stores.sql.log.event_log import SqlEventLog, open_event_log

__all__ = ["SqlEventLog", "open_event_log"]
