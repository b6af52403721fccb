"""Define the tables of saved questions, of their runs and of the results."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from integrations.stores.sql.tables import UtcDateTime, metadata

__all__ = ["metadata", "question_results", "question_runs", "saved_questions"]

# What is sorted or compared by has a column; `content` is all, as JSON.
saved_questions = Table(
    "saved_questions",
    metadata,
    Column("question_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("content", Text, nullable=False),
)

question_runs = Table(
    "question_runs",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("going", Boolean, nullable=False),  # it waits or runs
    Column("in_force", Boolean, nullable=False),  # it is of no candidate
    Column("content", Text, nullable=False),
    Index("question_runs_going", "going", "asked_at"),
)

question_results = Table(
    "question_results",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("question_id", Text, primary_key=True),
    Column("content", Text, nullable=False),
)
