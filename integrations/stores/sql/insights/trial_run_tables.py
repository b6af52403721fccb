"""Define the tables of runs that try something, and of the turns of replays."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from integrations.stores.sql.tables import UtcDateTime, metadata

__all__ = ["metadata", "replay_turns", "trial_runs"]

trial_runs = Table(
    "trial_runs",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("going", Boolean, nullable=False),  # it waits or runs
    Column("in_force", Boolean, nullable=False),  # a run of scenarios, of no candidate
    Column("replays", Boolean, nullable=False),
    Column("content", Text, nullable=False),  # all, as JSON
    Index("trial_runs_going", "going", "asked_at"),
)

replay_turns = Table(
    "replay_turns",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("place", Integer, primary_key=True),  # the most harmful is 0
    Column("conversation_id", Text, nullable=False),
    Column("content", Text, nullable=False),
    Index("replay_turns_conversation", "conversation_id"),
)
