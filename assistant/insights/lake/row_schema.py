"""Derive the Arrow columns of the tables from the classes of their rows."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any, get_type_hints

import pyarrow as pa

from assistant.insights.analysis_rows import CheckRow, ExposureRow, MessageRow, SignalRow, VisitRow

Row = MessageRow | SignalRow | VisitRow | CheckRow | ExposureRow

TABLES: dict[str, type[Row]] = {
    "messages": MessageRow,
    "signals": SignalRow,
    "visits": VisitRow,
    "checks": CheckRow,
    "exposures": ExposureRow,
}

PREFIX = "insight_"
"""Prefix of the tables' names in a database."""

_TYPES: dict[Any, pa.DataType] = {
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
    bool: pa.bool_(),
    int: pa.int64(),
    datetime | None: pa.timestamp("us", tz="UTC"),
    float: pa.float64(),
    float | None: pa.float64(),
    int | None: pa.int8(),
}


def schema_of(table: str) -> pa.Schema:
    """Return the columns of a table; a type that `_TYPES` does not list is text."""
    hints = get_type_hints(TABLES[table])
    return pa.schema(
        [
            pa.field(one.name, _TYPES.get(hints[one.name], pa.string()))
            for one in fields(TABLES[table])
        ]
    )


def to_arrow(table: str, rows: Sequence[Row]) -> pa.Table:
    """Return rows as an Arrow table."""
    schema = schema_of(table)
    columns = [pa.array([getattr(row, f.name) for row in rows], f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def with_columns(rows: pa.Table, table: str) -> pa.Table:
    """Return rows with all columns of a table; those of an older program's hold nothing."""
    for one in schema_of(table):
        if one.name not in rows.column_names:
            nothing = "" if pa.types.is_string(one.type) else None
            rows = rows.append_column(one, pa.array([nothing] * rows.num_rows, one.type))
    return rows.select(schema_of(table).names)
