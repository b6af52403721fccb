"""Make the event log's tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Transactions that run beside each other take positions in one order and commit in another. A
# reader that has seen position n never looks below it again, so it must stop before the first
# position that may still appear. A transaction says so by a shared advisory lock, whose key is a
# position below all of its own, before it takes any; the lock goes once its events are visible.
# Writers do not wait for each other, and their commits share a durable write.
#
# The high 16 bits of the key tell these locks from others.
_NEXT_POSITION = """
CREATE FUNCTION next_event_position() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    below bigint;
BEGIN
    IF coalesce(current_setting('comptoir.positions_above', true), '') = '' THEN
        below := coalesce(pg_sequence_last_value('event_positions'), 0);
        PERFORM pg_advisory_xact_lock_shared((17231::bigint << 48) | below);
        PERFORM set_config('comptoir.positions_above', below::text, true);
    END IF;
    RETURN nextval('event_positions');
END
$$
"""

# The order matters: whoever holds no lock when the locks are read has committed, or takes its
# positions later and therefore above `taken`. The caller reads events in a statement of its own.
_LAST_SAFE_POSITION = """
CREATE FUNCTION last_safe_event_position() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    taken bigint := coalesce(pg_sequence_last_value('event_positions'), 0);
    below bigint;
BEGIN
    SELECT min(((classid::bigint & 65535) << 32) | objid::bigint) INTO below
    FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = 17231
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
    RETURN least(taken, below);
END
$$
"""


def upgrade() -> None:
    """Make conversations, events and pending."""
    postgresql = op.get_context().dialect.name == "postgresql"
    if postgresql:
        op.execute("CREATE SEQUENCE event_positions")
        op.execute(_NEXT_POSITION)
        op.execute(_LAST_SAFE_POSITION)
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
