"""Define the tables of the use of language models, day by day."""

from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text

from integrations.stores.sql.tables import metadata

MICRO = 1_000_000
"""Costs are kept as whole millionths, which both databases add up alike."""

days = Table(
    "model_days",
    metadata,
    Column("day", Date, primary_key=True),  # UTC
    Column("tokens", BigInteger, nullable=False),  # used, and set aside for what is being asked
    Column("cost_micros", BigInteger, nullable=False),  # the same
)

uses = Table(
    "model_uses",
    metadata,
    Column("day", Date, primary_key=True),  # UTC
    Column("purpose", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("endpoint", Text, primary_key=True),
    Column("requests", Integer, nullable=False),
    Column("prompt", BigInteger, nullable=False),  # tokens, cached ones included
    Column("cached", BigInteger, nullable=False),
    Column("completion", BigInteger, nullable=False),
    Column("cost_micros", BigInteger, nullable=False),
)
