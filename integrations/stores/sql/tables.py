"""Define the tables of the event log and of its neighbours; `migrations/` makes them."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class UtcDateTime(TypeDecorator[datetime]):
    """Store an aware time; both databases compare it in UTC.

    SQLite has no such type: SQLAlchemy writes it as text that sorts like the time, once all
    are in one zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        if value is not None and value.tzinfo is None:
            msg = "a time in the log must say its zone"
            raise ValueError(msg)
        return None if value is None else value.astimezone(UTC)


def aware(at: datetime) -> datetime:
    """Return a time as it was written: SQLite gives it back without its zone, which is UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),  # grows with every fencing event
    Column("last_sequence", Integer, nullable=False),
    Column("status", Text, nullable=False),  # an `ownership.Stage`: whom a message waits for
)

events = Table(
    "events",
    metadata,
    # SQLite: AUTOINCREMENT, a position is not given twice even when the newest row was erased.
    # PostgreSQL: the default is `next_event_position()`, see the first migration.
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("conversation_id", Text, ForeignKey(conversations.c.conversation_id), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("type", Text, nullable=False),
    Column("payload", Text, nullable=False),  # JSON, see codec.py
    Column("account_id", Text),  # these two: of an accepted message only
    Column("provider_message_id", Text),
    UniqueConstraint("conversation_id", "sequence", name="events_sequence"),
    sqlite_autoincrement=True,
)

accepted_once = Index(
    "events_accepted_once",
    events.c.account_id,
    events.c.provider_message_id,
    unique=True,
    sqlite_where=events.c.provider_message_id.is_not(None),
    postgresql_where=events.c.provider_message_id.is_not(None),
)

# What waits for another event, so that a sweep reads what is open and not what ever was.
pending = Table(
    "pending",
    metadata,
    Column("position", ForeignKey(events.c.position), primary_key=True, autoincrement=False),
    Column(
        "waits_for", Text, nullable=False
    ),  # "answer" by the assistant, "person", "delivery", "order"
    Column("conversation_id", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("pending_message", "conversation_id", "message_id"),
    Index("pending_oldest", "waits_for", "at", "position"),
)

# Mail that waits, and for a while the ids of what went. An unsettled row holds an address.
letters = Table(
    "letters",
    metadata,
    Column("letter_id", Text, primary_key=True),
    Column("recipient", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("content", Text, nullable=False),  # JSON object of texts
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("settled", Text),  # how; NULL: not yet
    Column("settled_at", UtcDateTime),
)

letters_due = Index(
    "letters_due",
    letters.c.due_at,
    sqlite_where=letters.c.settled.is_(None),
    postgresql_where=letters.c.settled.is_(None),
)
Index("letters_settled", letters.c.settled_at)

# Who waits for something to be back in stock, in whatever shop system; until they are told.
waiting = Table(
    "stock_waiting",
    metadata,
    Column("alert_id", Text, primary_key=True),
    Column("customer_id", Text, nullable=False),
    Column("product_id", Text, nullable=False),
    Column("variant_id", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("looked_at", UtcDateTime, nullable=False),  # the first day there is: never
    UniqueConstraint("customer_id", "product_id", "variant_id", name="stock_waiting_wish"),
    Index("stock_waiting_turn", "looked_at", "asked_at"),
)

# What people gave beyond the rules; the limits of each role are counted on it.
goodwill = Table(
    "goodwill_grants",
    metadata,
    Column("key", Text, primary_key=True),
    Column("operation", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("goodwill_customer", "customer_id", "at"),
)

# Autonomy tables: every one that was put; the newest is in force.
autonomy = Table(
    "autonomy_tables",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 ...
    Column("content", Text, nullable=False),  # the whole table, JSON
    Column("at", UtcDateTime, nullable=False),
    Column("author", Text, nullable=False),
    Column("note", Text, nullable=False),
)

# One row: the revision of the oldest program that may use these tables, see `migrate.OLDEST`.
oldest_program = Table("oldest_program", metadata, Column("revision", Text, primary_key=True))

settings_versions = Table(
    "settings_versions",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 ...
    Column("content", Text, nullable=False),  # JSON; secrets in it are sealed
    Column("at", UtcDateTime, nullable=False),
    Column("author", Text, nullable=False),
)
