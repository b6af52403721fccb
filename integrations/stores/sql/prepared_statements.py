"""Prepare the statements that every message needs, once.

SQLite's driver is given the finished text: SQLAlchemy's way there takes five times as long as the
statement itself. PostgreSQL is a network away, so there the way does not matter.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import Select

Parameters = Mapping[str, Any]
Row = tuple[Any, ...]


class PreparedStatement:
    """Run one statement; parameters go by name, and each has its type."""

    def __init__(
        self, statement: Select[Any] | UpdateBase, *, sqlite: UpdateBase | None = None
    ) -> None:
        """Take a statement, and SQLite's own construct where it has one."""
        self._statement = statement
        self._sqlite = statement if sqlite is None else sqlite
        self._words: _DriverStatement | None = None

    def all(self, connection: Connection, parameters: Parameters) -> list[Row]:
        """Return the rows that one execution gives."""
        if driver := _sqlite(connection):
            words = self._of(connection)
            return driver.execute(words.text, words.values(parameters)).fetchall()
        return [tuple(row) for row in connection.execute(self._statement, parameters)]

    def each(self, connection: Connection, many: Sequence[Parameters]) -> list[Row]:
        """Return the rows that executions with each of `many` give, in any order."""
        if _sqlite(connection):
            return [row for parameters in many for row in self.all(connection, parameters)]
        return [tuple(row) for row in connection.execute(self._statement, many)]

    def run(self, connection: Connection, many: Sequence[Parameters]) -> None:
        """Execute with each of `many`; the statement returns nothing."""
        if not many:
            return
        if driver := _sqlite(connection):
            words = self._of(connection)
            for parameters in many:
                driver.execute(words.text, words.values(parameters))
        else:
            connection.execute(self._statement, many)

    def _of(self, connection: Connection) -> "_DriverStatement":
        if self._words is None:
            self._words = _DriverStatement(self._sqlite, connection)
        return self._words


class _DriverStatement:
    """Hold a statement in the form that SQLite's driver takes."""

    def __init__(self, statement: Select[Any] | UpdateBase, connection: Connection) -> None:
        compiled: Any = statement.compile(dialect=connection.dialect)
        self.text = str(compiled)
        constants = compiled.params
        self._places: list[tuple[str, Any, Callable[[Any], Any] | None]] = []
        for name in compiled.positiontup:
            kind = compiled.binds[name].type.dialect_impl(connection.dialect)
            write = kind.bind_processor(connection.dialect)
            self._places.append((name, constants[name], write))

    def values(self, parameters: Parameters) -> list[Any]:
        """Return the parameters in their places, as they are written."""
        values = []
        for name, constant, write in self._places:
            value = parameters.get(name, constant)
            values.append(value if write is None else write(value))
        return values


def _sqlite(connection: Connection) -> sqlite3.Connection | None:
    """Return the driver's connection, if it is SQLite's."""
    driver = connection.connection.dbapi_connection
    return driver if isinstance(driver, sqlite3.Connection) else None
