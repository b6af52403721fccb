"""Define the tables of insights, of people's edits of topics, and of page drafts."""

from sqlalchemy import Column, Double, Integer, Table, Text

from integrations.stores.sql.tables import metadata

__all__ = ["insights", "metadata", "page_drafts", "topic_edits"]

# What is sorted or compared by has a column; `content` is all, as JSON.
insights = Table(
    "insights",
    metadata,
    Column("insight_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("score", Double, nullable=False),
    Column("content", Text, nullable=False),
    Column("happenings", Integer, nullable=False),  # it was found, and each of its moves
    Column("announced", Integer, nullable=False),  # how many of those others were told of
)

topic_edits = Table(
    "insight_topic_edits",
    metadata,
    Column("topic_id", Text, primary_key=True),
    Column("content", Text, nullable=False),
)

page_drafts = Table(
    "page_drafts",
    metadata,
    Column("draft_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("task", Text, nullable=False),  # "": nothing is to be done with it
    Column("content", Text, nullable=False),
)
