"""Define the table of work that is stuck, and that which readiness is tried on."""

from sqlalchemy import Column, Index, Integer, Table, Text

from integrations.stores.sql.tables import UtcDateTime, metadata

__all__ = ["metadata", "stuck_work", "trials"]

# A row names no person: an id of a conversation, times and a word for counting.
stuck_work = Table(
    "stuck_work",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("since", UtcDateTime, nullable=False),  # its oldest message or reply waits
    Column("tries", Integer, nullable=False),  # it was put back, or given to a worker
    Column("due_at", UtcDateTime, nullable=False),  # the sweep leaves it alone until then
    Column("reason", Text, nullable=False),  # "": it is tried again
    Column("dead_at", UtcDateTime),  # NULL: it is no dead letter
    Column("put_away_at", UtcDateTime),  # by a person who has seen it
    Index("stuck_work_dead", "dead_at"),
)

# Empty: rows are written, to see that they can be, and taken back in the same transaction.
trials = Table(
    "trials",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
