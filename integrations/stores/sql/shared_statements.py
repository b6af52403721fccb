"""Run the statements that many stores need, on SQLite and PostgreSQL alike."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

# Arbitrary keys of PostgreSQL's advisory locks.
MIGRATION_LOCK = 7_309_940_001_101
AUDIT_LOCK = 7_309_940_001_102
GOODWILL_LOCK = 7_309_940_001_103
OUTREACH_LOCK = 7_309_940_001_104
OFFER_LOCK = 7_309_940_001_105

Row = Mapping[str, Any]


def insert_new(connection: Connection, table: Table, rows: Row | Sequence[Row]) -> int:
    """Insert each row unless its key is there; return how many rows were inserted."""
    new = _insert(connection.dialect.name, table).on_conflict_do_nothing()
    return connection.execute(new, rows).rowcount


def insert_or_update(
    connection: Connection, table: Table, row: Row, *, adding: Collection[str] = ()
) -> None:
    """Insert a row, or update the row that has its primary key; `adding` columns are added up."""
    new = _insert(connection.dialect.name, table)
    keys = [column.name for column in table.primary_key]
    changed: dict[str, Any] = {name: new.excluded[name] for name in row if name not in keys}
    changed |= {name: table.c[name] + new.excluded[name] for name in adding}
    connection.execute(new.on_conflict_do_update(index_elements=keys, set_=changed), row)


def put_version(
    connection: Connection, table: Table, row: Row, expected_version: int | None
) -> bool:
    """Insert a row, or update it at its expected version; False: another process was quicker."""
    if expected_version is None:
        return insert_new(connection, table, row) > 0
    same = [column == row[column.name] for column in table.primary_key]
    still = table.c.version == expected_version
    return connection.execute(update(table).where(*same, still).values(row)).rowcount > 0


def lock_for_transaction(connection: Connection, key: int | ColumnElement[int]) -> None:
    """Lock `key` until the transaction ends; on SQLite every transaction excludes others."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(key)))


@cache
def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    # Both databases write "on conflict" alike; SQLAlchemy has a construct for each.
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
