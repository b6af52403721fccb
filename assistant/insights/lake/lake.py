"""Run expressions on the tables of the current build, in DuckDB or another database.

Expressions are built on tables that belong to no database (`Tables`), so that the same ones run
wherever the rows are.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from ibis import BaseBackend
from ibis.expr import types as ir

from assistant.insights.lake.builds import Build, Builds
from assistant.insights.lake.remote_lake import open_remote
from assistant.insights.lake.row_schema import PREFIX, TABLES, schema_of

_THREADS = 2
_MEMORY = "1GB"


def _unbound(table: str) -> ir.Table:
    return ibis.table(ibis.Schema.from_pyarrow(schema_of(table)), name=PREFIX + table)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tables:
    """Hold the tables that expressions begin with; their columns are those of `analysis_rows`."""

    messages: ir.Table = field(default_factory=lambda: _unbound("messages"))
    signals: ir.Table = field(default_factory=lambda: _unbound("signals"))
    visits: ir.Table = field(default_factory=lambda: _unbound("visits"))
    checks: ir.Table = field(default_factory=lambda: _unbound("checks"))
    exposures: ir.Table = field(default_factory=lambda: _unbound("exposures"))

    @classmethod
    def with_topics_merged(cls, merged: Mapping[str, str]) -> "Tables":
        """Return tables in which each topic of `merged` is the one it was merged into."""
        tables = cls()
        if not merged:
            return tables
        messages, signals = tables.messages, tables.signals
        visits, checks = tables.visits, tables.checks
        return cls(
            messages=messages.mutate(topic=messages.topic.substitute(dict(merged))),
            signals=signals.mutate(topic=signals.topic.substitute(dict(merged))),
            visits=visits.mutate(topic=visits.topic.substitute(dict(merged))),
            checks=checks.mutate(topic=checks.topic.substitute(dict(merged))),
        )

    def where(self, **equal: str) -> "Tables":
        """Return tables of the rows whose columns equal these values; "" matches every row.

        Only columns that messages and signals both have can be named: `product_id`, `category`,
        `language`, `region`, `origin`.
        """
        messages, signals = self.messages, self.signals
        for name, value in equal.items():
            if value:
                messages = messages.filter(messages[name] == value)
                signals = signals.filter(signals[name] == value)
        return replace(self, messages=messages, signals=signals)


_REMEMBERED = 512
"""Answers that are kept: a build never changes, and pages repeat the same questions.

The pages of the menu, for every range of days, ask some 200 questions.
"""

_REMEMBERED_ROWS = 1_000  # of one answer; longer ones are not kept


class RememberedAnswers:
    """Remember the answers of one build; thread-safe."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self._lock = threading.Lock()
        self._known: OrderedDict[Any, list[dict[str, Any]]] = OrderedDict()

    def find(self, question: Any) -> list[dict[str, Any]] | None:  # noqa: ANN401 - of Ibis
        """Return the answer to a question; None if it is not remembered."""
        with self._lock:
            if question not in self._known:
                return None
            self._known.move_to_end(question)
            return list(self._known[question])

    def keep(self, question: Any, rows: list[dict[str, Any]]) -> None:  # noqa: ANN401 - the same
        """Remember an answer, unless it has too many rows; forget the answer unused for longest."""
        if len(rows) > _REMEMBERED_ROWS:
            return
        with self._lock:
            self._known[question] = list(rows)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)


class Lake:
    """Run queries on the rows of one build; thread-safe, one query at a time."""

    def __init__(
        self, backend: BaseBackend, build: Build, answers: RememberedAnswers | None = None
    ) -> None:
        self._backend = backend
        self._lock = threading.Lock()
        self._answers = answers or RememberedAnswers(build)
        self.build = build

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """Run an expression; return its rows."""
        question = expression.op()
        known = self._answers.find(question)
        if known is not None:
            return known
        rows: list[dict[str, Any]] = self.table(expression).to_pylist()
        self._answers.keep(question, rows)
        return rows

    def table(self, expression: ir.Table) -> pa.Table:
        """Run an expression; return its rows as Arrow has them."""
        with self._lock:
            return self._backend.to_pyarrow(expression)

    def close(self) -> None:
        """Close the connection to the database."""
        with self._lock:
            self._backend.disconnect()


class SharedAnswers:
    """Share the answers of the newest build that was opened."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: RememberedAnswers | None = None

    def of(self, build: Build) -> RememberedAnswers:
        """Return a build's answers; those of another build are forgotten."""
        with self._lock:
            if self._answers is None or self._answers.build != build:
                self._answers = RememberedAnswers(build)
            return self._answers


@dataclass(slots=True, kw_only=True)
class Lakes:
    """Open the current build, and the next one as soon as there is one."""

    root: Path
    url: str = ""  # of an Ibis backend; empty: DuckDB in this process
    shared: SharedAnswers = field(default_factory=SharedAnswers)
    _open: Lake | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def current(self) -> Lake:
        """Return the current build's lake.

        Raises:
            NoBuildError: there is no build yet.
        """
        build = Builds(self.root).current()
        with self._lock:
            if self._open is None or self._open.build != build:
                self._open = self._make(build)
            return self._open

    def close(self) -> None:
        """Close the build that is open, if any."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None

    def beside(self) -> "Lakes":
        """Return lakes with a connection of their own, which share the remembered answers."""
        return Lakes(root=self.root, url=self.url, shared=self.shared)

    def _make(self, build: Build) -> Lake:
        backend = open_remote(self.url, build) if self.url else open_duckdb(build)
        return Lake(backend, build, self.shared.of(build))


def open_duckdb(build: Build) -> BaseBackend:
    """Return DuckDB with the build's tables: the packed file, or else views of the day's files."""
    if build.packed.exists():
        packed = ibis.duckdb.connect(
            build.packed, read_only=True, threads=_THREADS, memory_limit=_MEMORY
        )
        if not any(_lacking(packed.table(PREFIX + one), one) for one in TABLES):
            return packed
        packed.disconnect()
    backend = ibis.duckdb.connect(threads=_THREADS, memory_limit=_MEMORY)
    _view(backend, build)
    return backend


def pack(build: Build) -> None:
    """Copy a build's tables into one file of DuckDB's own format.

    A question about a year would open every day's files; in one file it takes a fifth of the time.
    The
    day's files stay: builds share them, and other programs read them.
    """
    backend = ibis.duckdb.connect(build.packed, threads=_THREADS, memory_limit=_MEMORY)
    try:
        for table in TABLES:
            files = backend.read_parquet(build.pattern(table), **_BY_DAY)
            backend.create_table(PREFIX + table, files.select(*schema_of(table).names))
    finally:
        backend.disconnect()


_BY_DAY: dict[str, Any] = {"hive_partitioning": True}


def _view(backend: BaseBackend, build: Build) -> None:
    """Make a view of each table; columns that an older program's build lacks hold nothing."""
    for table in TABLES:
        files = backend.read_parquet(build.pattern(table), **_BY_DAY)
        backend.create_view(PREFIX + table, files.mutate(**_lacking(files, table)))


def _lacking(there: ir.Table, table: str) -> dict[str, ir.Scalar]:
    """Return the columns of a table that are not there, each with its value for "none"."""
    wanted = ibis.Schema.from_pyarrow(schema_of(table))
    return {
        name: ibis.literal("" if kind.is_string() else None, kind)
        for name, kind in wanted.items()
        if name not in there.columns
    }
