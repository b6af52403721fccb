"""Define the tables of scenarios and of their played talks."""

from sqlalchemy import Column, Integer, Table, Text

from integrations.stores.sql.tables import UtcDateTime, metadata

__all__ = ["metadata", "played_talks", "scenarios"]

# `content` is all, as JSON; the others are sorted or compared by.
scenarios = Table(
    "scenarios",
    metadata,
    Column("scenario_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("content", Text, nullable=False),
)

played_talks = Table(
    "played_talks",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("scenario_id", Text, primary_key=True),
    Column("content", Text, nullable=False),
)
