"""Define the tables of offers: each with its life, how far the log was read, and the sums."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Index,
    Integer,
    Table,
    Text,
    and_,
)

from integrations.stores.sql.tables import UtcDateTime, metadata

offers = Table(
    "offers",
    metadata,
    Column("offer_id", Text, primary_key=True),
    Column("cause_id", Text, nullable=False),
    Column("conversation_id", Text, nullable=False),
    Column("customer_id", Text, nullable=False),  # a keyed hash once the customer is erased
    Column("occasion", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("currency", Text, nullable=False),
    Column("worth_minor", BigInteger, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("plan", Text, nullable=False),  # JSON; "" once the customer is erased
    Column("at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
    Column("orders", Integer),  # that the customer placed in its time; as the next two, later
    Column("paid_minor", BigInteger),
    Column("margin_minor", BigInteger),  # NULL: a cost is not known
    Column("used", Boolean),  # NULL: not yet; false: it ended unused
    Column("look_at", UtcDateTime),  # for its use; NULL: at once
    Column("held_percent", Integer),  # of the draw; NULL: there was none yet
    Column("is_summed", Boolean),  # in the sums of its side, or never to be; NULL: not yet
    Index("offers_cause", "cause_id", unique=True),
    Index("offers_day", "day", "state"),
    Index("offers_customer", "customer_id", "at"),
    Index("offers_state", "state", "ends_on"),
    Index("offers_newest", "at"),
)
_IS_OPEN = offers.c.orders.is_(None)
_IS_UNUSED = offers.c.used.is_(None)
IS_UNSUMMED = and_(
    offers.c.paid_minor.is_not(None),
    offers.c.held_percent.is_not(None),
    offers.c.is_summed.is_(None),
)
"""The offers whose orders are known, and are in no sum yet."""

# Few are open, and the round looks for them every two seconds: no index has the others.
Index("offers_open", offers.c.ends_on, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN)
Index(
    "offers_unused",
    *(offers.c.state, offers.c.look_at),
    sqlite_where=_IS_UNUSED,
    postgresql_where=_IS_UNUSED,
)
Index("offers_unsummed", offers.c.at, sqlite_where=IS_UNSUMMED, postgresql_where=IS_UNSUMMED)

# The sums of each side of the draw: a customer counts once for an occasion, by the first offer.
sums = Table(
    "offer_sums",
    metadata,
    Column("occasion", Text, primary_key=True),
    Column("held_percent", Integer, primary_key=True, autoincrement=False),
    Column("is_held_out", Boolean, primary_key=True),
    Column("customers", Integer, nullable=False),
    Column("ordered", Integer, nullable=False),
    Column("paid", Double, nullable=False),  # minor units, as the next three and their squares
    Column("paid_squares", Double, nullable=False),
    Column("margin", Double, nullable=False),
    Column("margin_squares", Double, nullable=False),
    Column("with_margin", Integer, nullable=False),
    Column("newest", UtcDateTime, nullable=False),
)
reads = Table(
    "offer_reads",
    metadata,
    Column("reader", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
