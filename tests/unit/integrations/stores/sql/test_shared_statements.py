"""The statements that many stores share, on SQLite; the stores' contracts try PostgreSQL too."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, create_engine, select

from integrations.stores.sql.shared_statements import insert_new, insert_or_update, put_version

NOTES = Table(
    "notes",
    MetaData(),
    Column("note_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
)


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        NOTES.create(connection)
        yield connection
    engine.dispose()


def note(text: str, *, version: int = 1) -> dict[str, object]:
    return {"note_id": "n1", "version": version, "text": text}


def kept(connection: Connection) -> list[tuple[int, str]]:
    return [(row.version, row.text) for row in connection.execute(select(NOTES))]


class TestInsertNew:
    def test_leaves_a_row_that_is_there(self, connection: Connection) -> None:
        assert insert_new(connection, NOTES, note("first")) == 1
        assert insert_new(connection, NOTES, note("second")) == 0
        assert kept(connection) == [(1, "first")]


class TestInsertOrUpdate:
    def test_replaces_a_row_that_is_there(self, connection: Connection) -> None:
        insert_or_update(connection, NOTES, note("first"))
        insert_or_update(connection, NOTES, note("second", version=2))
        assert kept(connection) == [(2, "second")]

    def test_adds_columns_up(self, connection: Connection) -> None:
        insert_or_update(connection, NOTES, note("first", version=3), adding=["version"])
        insert_or_update(connection, NOTES, note("second", version=4), adding=["version"])
        assert kept(connection) == [(7, "second")]


class TestPutVersion:
    def test_changes_the_expected_version_only(self, connection: Connection) -> None:
        assert put_version(connection, NOTES, note("first"), None)
        assert not put_version(connection, NOTES, note("again"), None)
        assert put_version(connection, NOTES, note("second", version=2), 1)
        assert not put_version(connection, NOTES, note("late", version=2), 1)
        assert kept(connection) == [(2, "second")]
