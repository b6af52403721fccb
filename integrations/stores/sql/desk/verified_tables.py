"""Define the table of verified answers: every version of each, and none is ever changed."""

from sqlalchemy import Column, Integer, Table, Text, UniqueConstraint

from integrations.stores.sql.tables import UtcDateTime, metadata

verified_versions = Table(
    "verified_versions",
    metadata,
    Column("edition", Integer, primary_key=True, autoincrement=False),  # over all answers
    Column("answer_id", Text, nullable=False),
    Column("version", Integer, nullable=False),  # of this answer: 1, 2, 3 ...
    Column("state", Text, nullable=False),
    Column("content", Text, nullable=False),  # the whole answer, JSON
    Column("at", UtcDateTime, nullable=False),
    Column("author", Text, nullable=False),
    UniqueConstraint("answer_id", "version", name="verified_versions_answer"),
)
