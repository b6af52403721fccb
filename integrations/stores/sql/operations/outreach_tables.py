"""Define the tables of outreach: consents, intents and switches."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from integrations.stores.sql.tables import UtcDateTime, metadata

# Changes of consents as they stand in the log, which decides; made with the desk's lists.
consents = Table(
    "outreach_consents",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("purpose", Text, primary_key=True),
    Column("stage", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# One row for each customer and cause of a trigger: the ledger of what was written first, or not.
intents = Table(
    "outreach_intents",
    metadata,
    Column("intent_id", Text, primary_key=True),
    Column("trigger", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("conversation_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),  # why it waits, or was not written; "": written
    Column("noted_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("written_at", UtcDateTime),
    Column("held_percent", Integer),  # the share of the draw; NULL: of before it was kept
    UniqueConstraint("trigger", "customer_id", "cause", name="outreach_intents_once"),
    Index("outreach_intents_due", "state", "due_at"),
    Index("outreach_intents_written", "customer_id", "written_at"),
    Index("outreach_intents_conversation", "conversation_id"),
    Index("outreach_intents_counted", "trigger", "state", "reason"),
)

# Triggers that a person turned on or off; the newest row of each is in force.
switches = Table(
    "outreach_switches",
    metadata,
    Column("trigger", Text, primary_key=True),
    Column("is_on", Boolean, nullable=False),
    Column("holdout", Double, nullable=False),  # share of customers who are not written to
    Column("at", UtcDateTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("began_at", UtcDateTime),  # when it was turned on last; NULL: of before it was kept
)

# Consents that were given elsewhere, with their proof. What counts is the event in the log.
imports = Table(
    "outreach_imports",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("phone", Text, nullable=False),  # E.164 without "+"
    Column("purpose", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("source", Text, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("proof", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("conversation_id", Text, nullable=False),  # "": none has begun yet
    Column("imported_at", UtcDateTime, nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("file_id", Text, nullable=False, server_default=""),  # "": of before there were files
    Index("outreach_imports_waiting", "state", "channel", "phone"),
    Index("outreach_imports_conversation", "conversation_id"),
    Index("outreach_imports_file", "file_id", "state"),
    Index("outreach_imports_phone", "phone"),
)

# Files of consents, with counts of their rows.
import_files = Table(
    "outreach_import_files",
    metadata,
    Column("file_id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("counts", Text, nullable=False),  # JSON, of what was read
    Column("content", LargeBinary, nullable=False),  # deflated; empty once it is read
)

# Contacts who were erased: their number cannot be read back from the mark.
stops = Table(
    "outreach_stops",
    metadata,
    Column("mark", Text, primary_key=True),  # HMAC-SHA256 of the number, hex
    Column("purpose", Text, primary_key=True),
    Column("until", UtcDateTime),  # when they were erased: no older consent counts; NULL: none does
)

HAS_AMOUNT = text("(paid_minor <> 0 OR margin_minor <> 0)")
"""Condition of the index of amounts: most customers pay nothing, and add nothing to a sum.

Written out, for SQLite takes an index for the same words alone.
"""

# What customers did in the days after they qualified, since each trigger was turned on last.
outcomes = Table(
    "outreach_outcomes",
    metadata,
    Column("trigger", Text, primary_key=True),
    Column("customer_id", Text, primary_key=True),
    Column("held_out", Boolean, nullable=False),
    Column("effects", Text, nullable=False),  # their names, one space apart, in order
    Column("held_percent", Integer),  # as of the intent
    Column("paid_minor", BigInteger),  # NULL: their orders are not known
    Column("margin_minor", BigInteger),  # NULL: nor is a cost
    Column("noted_at", UtcDateTime),  # when they qualified; NULL: of before it was kept
    Index(
        "outreach_outcomes_counted",
        *("trigger", "held_percent", "held_out", "effects"),
        *("paid_minor", "margin_minor", "noted_at"),
    ),
    Index(
        "outreach_outcomes_summed",
        *("trigger", "held_percent", "held_out", "paid_minor", "margin_minor", "noted_at"),
        sqlite_where=HAS_AMOUNT,
        postgresql_where=HAS_AMOUNT,
    ),
)
