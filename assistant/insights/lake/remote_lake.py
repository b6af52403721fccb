"""Copy the current build's tables to another Ibis database, such as PostgreSQL.

Only days whose files changed are sent. A day counts as sent once its file's digest stands in
`insight_days`, so a copy that was cut short is completed the next time.
"""

import hashlib
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis import BaseBackend

from assistant.insights.analysis_errors import BackendError
from assistant.insights.lake.builds import Build
from assistant.insights.lake.row_schema import PREFIX, TABLES, schema_of, with_columns

DAYS = "insight_days"

_DAYS = ibis.schema({"name": "string", "day": "date", "digest": "string"})


def open_remote(url: str, build: Build) -> BaseBackend:
    """Connect to the database of `url`, and copy the tables of `build` to it.

    Raises:
        BackendError: Ibis knows no such database, or nothing answers there.
    """
    try:
        backend = ibis.connect(url)
    except Exception as error:
        msg = (
            f"COMPTOIR_INSIGHTS__URL: no such backend answers ({type(error).__name__});"
            " it takes an Ibis address such as postgresql://user:password@host/database"
        )
        raise BackendError(msg) from error
    send(backend, build)
    return backend


def send(backend: Any, build: Build) -> int:  # noqa: ANN401  # `raw_sql` is of SQL backends only
    """Send the days that differ; return how many."""
    there = set(backend.list_tables())
    if DAYS not in there:
        backend.create_table(DAYS, schema=_DAYS)
    known = {
        (row["name"], row["day"]): row["digest"]
        for row in backend.to_pyarrow(backend.table(DAYS)).to_pylist()
    }
    sent = 0
    for table in TABLES:
        if PREFIX + table in there and _lacks_columns(backend, table):
            backend.raw_sql(f"DROP TABLE {PREFIX}{table}")  # `drop_table` names none to PostgreSQL
            there.remove(PREFIX + table)
        if PREFIX + table not in there:
            schema = ibis.Schema.from_pyarrow(schema_of(table))
            backend.create_table(PREFIX + table, schema=schema)
            backend.raw_sql(f"DELETE FROM {DAYS} WHERE name = '{table}'")  # noqa: S608  # ours
            known = {key: digest for key, digest in known.items() if key[0] != table}
        files = build.days(table)
        digests = {day: _digest(path) for day, path in files.items()}
        stale = {day for name, day in known if name == table} - files.keys()
        changed = {day for day in files if known.get((table, day)) != digests[day]}
        for day in sorted(stale | changed):
            _forget(backend, table, day)
            if day in files:
                _insert(backend, table, day, files[day], digests[day])
            sent += 1
    return sent


def _lacks_columns(backend: Any, table: str) -> bool:  # noqa: ANN401  # of any backend
    """Return whether an older program made the table."""
    return not set(schema_of(table).names) <= set(backend.table(PREFIX + table).columns)


def _forget(backend: Any, table: str, day: object) -> None:  # noqa: ANN401  # see above
    backend.raw_sql(f"DELETE FROM {DAYS} WHERE name = '{table}' AND day = DATE '{day}'")  # noqa: S608  # a name of ours, a date
    backend.raw_sql(f"DELETE FROM {PREFIX}{table} WHERE day = DATE '{day}'")  # noqa: S608  # the same


def _insert(backend: Any, table: str, day: object, path: Path, digest: str) -> None:  # noqa: ANN401  # see above
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=20_000):
            rows = pa.Table.from_batches([batch])
            days = pa.array([day] * rows.num_rows, pa.date32())
            rows = with_columns(rows.append_column("day", days), table)
            backend.insert(PREFIX + table, rows)
    mark = pa.Table.from_pylist([{"name": table, "day": day, "digest": digest}])
    backend.insert(DAYS, mark)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
