"""Define the tables of the shop's people: a column for each looked up field, the rest as JSON."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from integrations.stores.sql.tables import UtcDateTime, metadata

__all__ = ["audit", "metadata", "second_factors", "sessions", "staff", "teams"]

staff = Table(
    "staff",
    metadata,
    Column("agent_id", Text, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("record", Text, nullable=False),  # JSON, see staff_codec.py
    # What they sign in with; "": not had.
    Column("password_hash", Text, nullable=False),
    Column("code_sha256", Text, nullable=False),
    Column("code_expires_at", UtcDateTime),
    Column("subject", Text, nullable=False),
)

# Empty and unused: the version before still reads it beside this one. The next one drops it.
teams = Table(
    "teams",
    metadata,
    Column("team_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
)

sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_sha256", Text, primary_key=True),
    Column("agent_id", Text, ForeignKey(staff.c.agent_id), nullable=False),
    Column("means", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Index("staff_sessions_agent", "agent_id"),
    Index("staff_sessions_seen", "seen_at"),
)

second_factors = Table(
    "staff_second_factors",
    metadata,
    Column("agent_id", Text, ForeignKey(staff.c.agent_id), primary_key=True),
    Column("record", Text, nullable=False),  # JSON, see staff_codec.py
)

audit = Table(
    "audit",
    metadata,
    # Given by the chain, never by the database: a gap is a break.
    Column(
        "number",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),  # JSON object of texts
    Column("sha256", Text, nullable=False),
    Index("audit_actor", "actor", "number"),
    Index("audit_subject", "subject", "number"),
)

# One row: the head that was noted last, and what the newest verification found.
audit_noted = Table(
    "audit_noted",
    metadata,
    Column("number", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("broken_at", BigInteger),  # null: it was whole
    Column("why", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
