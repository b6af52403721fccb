"""Make the event log's tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# A reader that has seen position n never looks below it again. So a position is given out only
# while holding this lock, which its transaction keeps until the event can be seen: positions
# become visible in order. As a column default it cannot be forgotten.
_NEXT_POSITION = """
CREATE FUNCTION next_event_position() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7309940001102);
    RETURN nextval('event_positions');
END
$$
"""


def upgrade() -> None:
    """Make conversations, events and pending."""
    postgresql = op.get_context().dialect.name == "postgresql"
    if postgresql:
        op.execute("CREATE SEQUENCE event_positions")
        op.execute(_NEXT_POSITION)
    _make_conversations()
    _make_events(sa.text("next_event_position()") if postgresql else None)
    _make_pending()


def _make_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("conversation_id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("last_sequence", sa.Integer, nullable=False),
    )


def _make_events(next_position: sa.TextClause | None) -> None:
    op.create_table(
        "events",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            server_default=next_position,
        ),
        sa.Column(
            "conversation_id",
            sa.Text,
            sa.ForeignKey("conversations.conversation_id"),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text),
        sa.Column("provider_message_id", sa.Text),
        sa.UniqueConstraint("conversation_id", "sequence", name="events_sequence"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "events_accepted_once",
        "events",
        ["account_id", "provider_message_id"],
        unique=True,
        sqlite_where=sa.text("provider_message_id IS NOT NULL"),
        postgresql_where=sa.text("provider_message_id IS NOT NULL"),
    )


def _make_pending() -> None:
    op.create_table(
        "pending",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            sa.ForeignKey("events.position"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("waits_for", sa.Text, nullable=False),
        sa.Column("conversation_id", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("pending_message", "pending", ["conversation_id", "message_id"])
    op.create_index("pending_oldest", "pending", ["waits_for", "at", "position"])
