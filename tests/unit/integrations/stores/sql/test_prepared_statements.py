import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, bindparam, insert, select

from integrations.stores.sql.engines.sqlite_database import writing_engine
from integrations.stores.sql.prepared_statements import PreparedStatement
from integrations.stores.sql.tables import UtcDateTime

metadata = MetaData()
TIMES = Table(
    "times",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", UtcDateTime),
)
KEEP = PreparedStatement(
    insert(TIMES)
    .values(number=bindparam("number"), at=bindparam("at"))
    .returning(TIMES.c.number, TIMES.c.at)
)
FIND = PreparedStatement(select(TIMES.c.number).where(TIMES.c.number > bindparam("least")).limit(2))
NOON = datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=1)))


class TestPrepared:
    @pytest.fixture
    def connection(self, tmp_path: Path) -> Iterator[Connection]:
        engine = writing_engine(tmp_path / "times.db")
        with engine.begin() as connection:
            metadata.create_all(connection)
            yield connection
        engine.dispose()

    def test_writes_parameters_as_their_columns_do(self, connection: Connection) -> None:
        assert KEEP.all(connection, {"number": 1, "at": NOON}) == [
            (1, "2026-03-02 11:00:00.000000")
        ]
        assert connection.scalars(select(TIMES.c.at)).one() == NOON.astimezone(UTC).replace(
            tzinfo=None
        )

    def test_returns_a_row_for_each_execution(self, connection: Connection) -> None:
        rows = KEEP.each(connection, [{"number": n, "at": NOON} for n in (1, 2)])

        assert [number for number, _ in rows] == [1, 2]

    def test_finds_rows_with_the_constants_of_the_statement(self, connection: Connection) -> None:
        KEEP.run(connection, [{"number": n, "at": NOON} for n in range(5)])

        assert FIND.all(connection, {"least": 1}) == [(2,), (3,)]

    def test_says_what_the_database_refused(self, connection: Connection) -> None:
        KEEP.run(connection, [{"number": 1, "at": NOON}])

        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            KEEP.run(connection, [{"number": 1, "at": NOON}])
