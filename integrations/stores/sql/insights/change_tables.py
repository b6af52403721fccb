"""Define the table of change sets."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from integrations.stores.sql.tables import metadata

# What is sorted or compared by has a column; `content` is all, as JSON.
change_sets = Table(
    "change_sets",
    metadata,
    Column("change_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("unsettled", Boolean, nullable=False),  # it is being published or taken back
    Column("conversations", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Index("change_sets_unsettled", "unsettled"),
    Index("change_sets_state", "state", "conversations"),
)
