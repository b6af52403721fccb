"""Define the tables of channels that other companies run: contacts, sends, envelopes."""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, LargeBinary, Table, Text

from integrations.stores.sql.tables import UtcDateTime, metadata

__all__ = [
    "channel_accounts",
    "channel_contacts",
    "channel_media",
    "channel_sends",
    "message_charges",
    "metadata",
    "parked_statuses",
    "set_aside",
    "webhook_envelopes",
]

_ID = BigInteger().with_variant(Integer, "sqlite")

channel_contacts = Table(
    "channel_contacts",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("user_id", Text),  # the channel's own; NULL: not known yet
    Column("phone", Text),  # NULL: not known, or another's by now
    Column("name", Text, nullable=False),
    Index("channel_contacts_user", "channel", "account_id", "user_id", unique=True),
    Index("channel_contacts_phone", "channel", "account_id", "phone", unique=True),
    Index("channel_contacts_number", "phone"),
)

channel_sends = Table(
    "channel_sends",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("conversation_id", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("provider_message_id", Text),  # NULL: nobody knows whether the channel took it
    Column("status", Text),  # a `DeliveryStatus`
    Column("charged_as", Text),  # category; NULL: nothing was charged, or told
    Index("channel_sends_provider", "account_id", "provider_message_id"),
    Index("channel_sends_conversation", "conversation_id", "begun_at"),
    Index("channel_sends_oldest", "begun_at"),
)

parked_statuses = Table(
    "parked_statuses",
    metadata,
    Column("account_id", Text, primary_key=True),
    Column("provider_message_id", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("charged_as", Text),  # category; NULL: no charge was told
    Column("charged_in", Text),  # country of the recipient
)

# Sums of a day (UTC): they stay when sends are dropped and people are erased.
message_charges = Table(
    "message_charges",
    metadata,
    Column("day", Date, primary_key=True),
    Column("category", Text, primary_key=True),
    Column("country", Text, primary_key=True),  # "": not known
    Column("count", Integer, nullable=False),
)

# What was acknowledged and is not applied yet; a row goes when it is.
webhook_envelopes = Table(
    "webhook_envelopes",
    metadata,
    Column("envelope_id", _ID, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("aside_id", _ID, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("raw", Text, nullable=False),  # JSON of the item alone
    Column("user_id", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("set_aside_oldest", "at"),
    sqlite_autoincrement=True,
)

channel_media = Table(
    "channel_media",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("conversation_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("media", Text, nullable=False),  # JSON of a `MediaReference`
    Column("since", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Index("channel_media_due", "due_at"),
)

# Numbers and pages that were added to those of the settings.
channel_accounts = Table(
    "channel_accounts",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("account_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column(
        "sealed", Text, nullable=False
    ),  # tokens and secrets, sealed by a key of the data folder
    Column("added_at", UtcDateTime, nullable=False),
)
