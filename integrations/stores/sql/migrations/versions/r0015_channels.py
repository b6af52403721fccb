"""Make the tables of channels that other companies run."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of contacts, sends, envelopes, media and accounts."""
    _contacts()
    _sends()
    _envelopes()
    _media()
    op.create_table(
        "channel_accounts",
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("added_at", _AT, nullable=False),
    )


def _contacts() -> None:
    op.create_table(
        "channel_contacts",
        sa.Column("conversation_id", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text),
        sa.Column("phone", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
    )
    for key in ("user", "phone"):
        column = "user_id" if key == "user" else key
        op.create_index(
            f"channel_contacts_{key}",
            "channel_contacts",
            ["channel", "account_id", column],
            unique=True,
        )


def _sends() -> None:
    op.create_table(
        "channel_sends",
        sa.Column("message_id", sa.Text, primary_key=True),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("conversation_id", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("begun_at", _AT, nullable=False),
        sa.Column("provider_message_id", sa.Text),
        sa.Column("status", sa.Text),
    )
    op.create_index(
        "channel_sends_provider", "channel_sends", ["account_id", "provider_message_id"]
    )
    op.create_index("channel_sends_conversation", "channel_sends", ["conversation_id", "begun_at"])
    op.create_index("channel_sends_oldest", "channel_sends", ["begun_at"])
    op.create_table(
        "parked_statuses",
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("provider_message_id", sa.Text, primary_key=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("at", _AT, nullable=False),
    )


def _envelopes() -> None:
    op.create_table(
        "webhook_envelopes",
        sa.Column("envelope_id", _ID, primary_key=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "set_aside",
        sa.Column("aside_id", _ID, primary_key=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("set_aside_oldest", "set_aside", ["at"])


def _media() -> None:
    op.create_table(
        "channel_media",
        sa.Column("message_id", sa.Text, primary_key=True),
        sa.Column("conversation_id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("media", sa.Text, nullable=False),
        sa.Column("since", _AT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", _AT, nullable=False),
    )
    op.create_index("channel_media_due", "channel_media", ["due_at"])
