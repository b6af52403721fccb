"""Define the tables of subscribers and of their announcements."""

from sqlalchemy import Column, Index, Integer, Table, Text

from integrations.stores.sql.tables import UtcDateTime, metadata

__all__ = ["announcements", "deliveries", "metadata", "subscribers"]

subscribers = Table(
    "webhook_subscribers",
    metadata,
    Column("subscriber_id", Text, primary_key=True),
    Column("content", Text, nullable=False),  # what is no secret, as JSON
    Column("sealed", Text, nullable=False),  # address and secrets, base64
    Column("added_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False, server_default="0"),
)

announcements = Table(
    "webhook_announcements",
    metadata,
    Column("announcement_id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("data", Text, nullable=False),  # JSON
)

deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("announcement_id", Text, primary_key=True),
    Column("subscriber_id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("answer", Text, nullable=False),
    Column("settled_at", UtcDateTime),  # NULL: it waits
)

deliveries_due = Index(
    "webhook_deliveries_due",
    deliveries.c.due_at,
    sqlite_where=deliveries.c.settled_at.is_(None),
    postgresql_where=deliveries.c.settled_at.is_(None),
)
Index("webhook_deliveries_settled", deliveries.c.settled_at)
Index("webhook_announcements_at", announcements.c.at)  # what is old is looked for all the time
