"""Define the tables of a helpdesk's cases, which are kept beside the log and not made from it."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from integrations.stores.sql.tables import UtcDateTime, metadata

__all__ = ["helpdesk_cases", "helpdesk_position", "metadata"]

helpdesk_cases = Table(
    "helpdesk_cases",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("case_id", Text),  # the helpdesk's; NULL: none was opened
    Column("mirrored", Integer, nullable=False),  # sequence of an event
    Column("heard", BigInteger, nullable=False),  # number of a message of the helpdesk
    Column("status", Text),  # that both sides last agreed on
    Column("stamp", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", UtcDateTime),  # NULL: there is nothing to do
    Column("failure", Text, nullable=False),
    Index("helpdesk_cases_case", "case_id", unique=True),
)
helpdesk_cases_due = Index(
    "helpdesk_cases_due",
    helpdesk_cases.c.due_at,
    sqlite_where=helpdesk_cases.c.due_at.is_not(None),
    postgresql_where=helpdesk_cases.c.due_at.is_not(None),
)

# One row: how far the log is taken in.
helpdesk_position = Table(
    "helpdesk_position",
    metadata,
    Column("only", Integer, primary_key=True, autoincrement=False),  # 1
    Column("position", BigInteger, nullable=False),
)
