"""Make the tables of the desk's view: conversations as lists, searches and figures show them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0008"
down_revision = "0007"

_WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make cases and what hangs on it, and the index of words."""
    postgresql = op.get_context().dialect.name == "postgresql"
    _make_cases()
    _make_words(postgresql=postgresql)
    for table, column in (("case_labels", "label"), ("case_mentions", "agent_id")):
        op.create_table(
            table,
            sa.Column(column, sa.Text, primary_key=True),
            sa.Column(
                "conversation_id",
                sa.Text,
                sa.ForeignKey("cases.conversation_id"),
                primary_key=True,
            ),
        )
        op.create_index(f"{table}_conversation", table, ["conversation_id"])
    op.create_table(
        "case_position",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("fold", sa.Text, nullable=False),
    )
    op.execute("INSERT INTO case_position VALUES (1, 0, '')")


def _make_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("conversation_id", sa.Text, primary_key=True),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("agent_id", sa.Text),
        sa.Column("claimed", sa.Boolean, nullable=False),
        sa.Column("team", sa.Text),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("contact_id", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("turn", sa.BigInteger, nullable=False),
        sa.Column("latest", sa.BigInteger, nullable=False),
        sa.Column("deadline", _WHEN),
        sa.Column("standing", sa.Text, nullable=False),
    )
    for name, columns in (
        ("cases_queue", ["status", "rank", "turn", "conversation_id"]),
        ("cases_agent", ["status", "agent_id", "rank", "turn", "conversation_id"]),
        ("cases_status_newest", ["status", "latest", "conversation_id"]),
        ("cases_newest", ["latest", "conversation_id"]),
        ("cases_contact", ["contact_id"]),
        ("cases_customer", ["customer_id"]),
        ("cases_email", ["email"]),
    ):
        op.create_index(name, "cases", columns)
    set_ = sa.text("deadline IS NOT NULL")
    op.create_index(
        "cases_deadline", "cases", ["deadline"], sqlite_where=set_, postgresql_where=set_
    )


def _make_words(*, postgresql: bool) -> None:
    op.create_table(
        "case_words",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("conversation_id", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("words", TSVECTOR if postgresql else sa.Text, nullable=False),
        sa.UniqueConstraint("conversation_id", "sequence", name="case_words_event"),
    )
    if postgresql:
        op.execute("CREATE INDEX case_words_index ON case_words USING gin (words)")
        return
    # The words are folded before they come here, so they have only to be split at blanks; nothing
    # asks where in a text they stand.
    op.execute(
        "CREATE VIRTUAL TABLE case_words_index USING fts5 (words, content='case_words',"
        " content_rowid='entry_id', tokenize='ascii', prefix='2 3', detail='none')"
    )
    op.execute(
        "CREATE TRIGGER case_words_added AFTER INSERT ON case_words BEGIN"
        " INSERT INTO case_words_index (rowid, words) VALUES (new.entry_id, new.words); END"
    )
    op.execute(
        "CREATE TRIGGER case_words_removed AFTER DELETE ON case_words BEGIN"
        " INSERT INTO case_words_index (case_words_index, rowid, words)"
        " VALUES ('delete', old.entry_id, old.words); END"
    )
