"""Define the desk's tables: lists of all conversations, which can be made from the events again."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from integrations.stores.sql.tables import UtcDateTime, metadata

__all__ = [
    "canned_replies",
    "case_labels",
    "case_measures",
    "case_mentions",
    "case_position",
    "case_shards",
    "case_sources",
    "case_words",
    "cases",
    "metadata",
]

# One row a conversation. What is filtered, sorted or counted by has a column; `standing` is all.
cases = Table(
    "cases",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("sequence", Integer, nullable=False),  # of the last event taken in
    Column("status", Text, nullable=False),
    Column("agent_id", Text),
    Column("claimed", Boolean, nullable=False),
    Column("team", Text),
    Column("channel", Text, nullable=False),
    Column("language", Text),
    Column("account_id", Text, nullable=False),
    Column("contact_id", Text, nullable=False),
    Column("customer_id", Text),
    Column("email", Text),
    Column(
        "rank", Integer, nullable=False
    ),  # these three: see `assistant.desk.lists.list_pages.Place`
    Column("turn", BigInteger, nullable=False),
    Column("latest", BigInteger, nullable=False),
    Column("deadline", UtcDateTime),  # when the desk itself has to do something
    Column("standing", Text, nullable=False),  # JSON, see case_statements.py
    Index("cases_queue", "status", "rank", "turn", "conversation_id"),
    Index("cases_agent", "status", "agent_id", "rank", "turn", "conversation_id"),
    Index("cases_status_newest", "status", "latest", "conversation_id"),
    Index("cases_newest", "latest", "conversation_id"),
    Index("cases_contact", "contact_id"),
    Index("cases_customer", "customer_id"),
    Index("cases_email", "email"),
)
cases_deadline = Index(
    "cases_deadline",
    cases.c.deadline,
    sqlite_where=cases.c.deadline.is_not(None),
    postgresql_where=cases.c.deadline.is_not(None),
)

# What a conversation is found by: a row an event, and one for all of its labels. The migration adds
# `case_words_index`, which is an FTS5 table on SQLite and a GIN index on PostgreSQL.
case_words = Table(
    "case_words",
    metadata,
    Column("entry_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("conversation_id", Text, nullable=False),
    Column("sequence", Integer, nullable=False),  # of the event; 0: the labels
    Column("words", Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
    UniqueConstraint("conversation_id", "sequence", name="case_words_event"),
)

case_labels = Table(
    "case_labels",
    metadata,
    Column("label", Text, primary_key=True),
    Column("conversation_id", Text, ForeignKey(cases.c.conversation_id), primary_key=True),
    Index("case_labels_conversation", "conversation_id"),
)

case_mentions = Table(
    "case_mentions",
    metadata,
    Column("agent_id", Text, primary_key=True),
    Column("conversation_id", Text, ForeignKey(cases.c.conversation_id), primary_key=True),
    Index("case_mentions_conversation", "conversation_id"),
)

# What statistics are made of, see `assistant.desk.lists.work_measures`.
case_measures = Table(
    "case_measures",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("agent_id", Text),
    Column("team", Text),
    Column("value", Double, nullable=False),
    Index("case_measures_at", "at"),
)

# What replies rest on, see `assistant.desk.lists.source_uses`.
case_sources = Table(
    "case_sources",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reply_id", Text, nullable=False),
    Column("question_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("helpful", Boolean),
    Index("case_sources_url", "url", "kind", "at"),
    # All that is counted: of half a year with 30,000 answers in a tenth of the time.
    Index("case_sources_counts", "url", "title", "kind", "helpful", "at"),
    Index("case_sources_kind", "kind", "at"),
)

# A row a shard: how far the log is taken in for its conversations, and by which fold.
case_shards = Table(
    "case_shards",
    metadata,
    Column("shard", Integer, primary_key=True, autoincrement=False),  # `ids.shard_of`
    Column("position", BigInteger, nullable=False),
    Column("fold", Text, nullable=False),  # `case_statements.fold`; "": no event was taken in
)

# One row: up to where the log is taken in for all shards. Versions without shards go by it. Where
# it goes back, a trigger of the migration takes the shards back with it.
case_position = Table(
    "case_position",
    metadata,
    Column("only", Integer, primary_key=True, autoincrement=False),  # 1
    Column("position", BigInteger, nullable=False),
    Column("fold", Text, nullable=False),  # `case_statements.fold`
)

# What agents keep to hand; the one table here that is not made from the events.
canned_replies = Table(
    "canned_replies",
    metadata,
    Column("reply_id", Text, primary_key=True),
    Column("shortcut", Text, nullable=False),
    Column("team", Text, nullable=False),  # "": everybody's
    Column("title", Text, nullable=False),
    Column("text_fr", Text, nullable=False),
    Column("text_en", Text, nullable=False),
    UniqueConstraint("shortcut", "team", name="canned_replies_shortcut"),
)
