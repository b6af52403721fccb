"""The write lock of SQLite, for which a write waits."""

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from integrations.stores.sql.engines import sqlite_database


class _Recovering(sqlite3.Connection):
    """Says three times that another process recovers the file, as after a crash."""

    times = 3

    def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:  # noqa: ANN401 (as its base)
        if sql == "BEGIN IMMEDIATE" and self.times:
            self.times -= 1
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY_RECOVERY
            raise error
        return super().execute(sql, *given)


class TestAWrite:
    def test_waits_while_another_process_recovers_what_a_crash_left(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = partial(create_engine, connect_args={"factory": _Recovering})
        monkeypatch.setattr(sqlite_database, "create_engine", made)
        engine = sqlite_database.writing_engine(tmp_path / "log.db")

        with engine.begin() as connection:
            raw = connection.connection.dbapi_connection
            assert isinstance(raw, _Recovering)
            assert raw.times == 0
            assert raw.in_transaction

        engine.dispose()
