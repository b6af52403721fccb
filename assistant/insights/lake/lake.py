"""The tables of the current build, and what runs expressions on them: DuckDB, or another backend.

Expressions are built on tables that belong to no backend (`Tables`), so that the same ones run
wherever the rows are.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from ibis import BaseBackend
from ibis.expr import types as ir

from assistant.insights.lake.builds import Build, Builds
from assistant.insights.lake.remote import open_remote
from assistant.insights.lake.schema import TABLES, schema_of

PREFIX = "insight_"
"""Of the tables' names in a backend."""

_THREADS = 2
_MEMORY = "1GB"


def _unbound(table: str) -> ir.Table:
    return ibis.table(ibis.Schema.from_pyarrow(schema_of(table)), name=PREFIX + table)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tables:
    """What expressions begin with; columns as `rows` says."""

    messages: ir.Table = field(default_factory=lambda: _unbound("messages"))
    signals: ir.Table = field(default_factory=lambda: _unbound("signals"))
    exposures: ir.Table = field(default_factory=lambda: _unbound("exposures"))

    @classmethod
    def with_topics_merged(cls, merged: Mapping[str, str]) -> "Tables":
        """Return tables in which each topic of `merged` is the one it was merged into."""
        tables = cls()
        if not merged:
            return tables
        topic = tables.messages.topic.substitute(dict(merged))
        return cls(messages=tables.messages.mutate(topic=topic))

    def where(self, **equal: str) -> "Tables":
        """Return tables of the rows whose columns equal these; "" lets everything pass.

        Only what messages and signals both have can be asked for: `product_id`, `category`,
        `language`, `region`, `origin`.
        """
        messages, signals = self.messages, self.signals
        for name, value in equal.items():
            if value:
                messages = messages.filter(messages[name] == value)
                signals = signals.filter(signals[name] == value)
        return Tables(messages=messages, signals=signals, exposures=self.exposures)


class Lake:
    """One build's rows. For any number of threads, one at a time."""

    def __init__(self, backend: BaseBackend, build: Build) -> None:
        self._backend = backend
        self._lock = threading.Lock()
        self.build = build

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """Run an expression; return its rows."""
        rows: list[dict[str, Any]] = self.table(expression).to_pylist()
        return rows

    def table(self, expression: ir.Table) -> pa.Table:
        """Run an expression; return its rows as Arrow has them."""
        with self._lock:
            return self._backend.to_pyarrow(expression)

    def close(self) -> None:
        """Let go of the backend."""
        with self._lock:
            self._backend.disconnect()


@dataclass(slots=True, kw_only=True)
class Lakes:
    """Opens the current build, and the next one once there is one."""

    root: Path
    url: str = ""  # of an Ibis backend; empty: DuckDB in this process
    _open: Lake | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def current(self) -> Lake:
        """Return the current build's lake.

        Raises:
            NoBuildError: nothing was built yet.
        """
        build = Builds(self.root).current()
        with self._lock:
            if self._open is None or self._open.build != build:
                self._open = self._make(build)
            return self._open

    def close(self) -> None:
        """Close what is open."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None

    def _make(self, build: Build) -> Lake:
        return Lake(open_remote(self.url, build) if self.url else open_duckdb(build), build)


def open_duckdb(build: Build) -> BaseBackend:
    """Return DuckDB with a view of each table's files."""
    backend = ibis.duckdb.connect(threads=_THREADS, memory_limit=_MEMORY)
    for table in TABLES:
        backend.read_parquet(
            build.pattern(table),
            table_name=PREFIX + table,
            hive_partitioning=True,
        )
    return backend
