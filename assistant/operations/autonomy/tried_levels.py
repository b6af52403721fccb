"""Try other levels of the autonomy table in the turns of some visitors, and note who is asked for.

An experiment tries levels alone. Limits, kinds of customer and approvers stay those of the row in
force, and a row that people put since is heeded as they put it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Self

from pydantic import PrivateAttr

from assistant.operations.autonomy.autonomy_table import (
    AutonomyRow,
    AutonomySubject,
    AutonomyTable,
    decode_table,
    operation_subject,
    topic_subject,
)
from assistant.operations.autonomy.ports import Autonomy

_LEVELS = ("level", "checked_share")
"""Columns of a row that say how far the assistant goes; all others are limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedLevels:
    """Hold the rows that an experiment changes, as they were and as they would be."""

    rows: Mapping[AutonomySubject, tuple[AutonomyRow, AutonomyRow]]

    @classmethod
    def of(cls, before: str, content: str) -> Self | None:
        """Return the rows of two stored tables; None: they differ in more than levels, or in none.

        Raises:
            AutonomyTableError: see `decode_table`.
        """
        if not before or not content:
            return None
        old, new = decode_table(before), decode_table(content)
        then, now = dict(_rows(old)), dict(_rows(new))
        if old.goodwill != new.goodwill or then.keys() != now.keys():
            return None
        moved = {one: (row, now[one]) for one, row in then.items() if row != now[one]}
        if not moved or any(_with_level(*both) != both[1] for both in moved.values()):
            return None
        return cls(rows=moved)

    def over(self, table: AutonomyTable) -> AutonomyTable:
        """Return the table with the levels that are tried.

        A row that is another than the experiment began with stays as it is: people changed it, and
        that holds for everybody.
        """
        there = dict(_rows(table))
        changed = {
            one: _with_level(there[one], after)
            for one, (before, after) in self.rows.items()
            if there.get(one) == before
        }
        parts = {
            "operations": {
                name: changed.get(operation_subject(name), row)
                for name, row in table.operations.items()
            },
            "topics": {
                name: changed.get(topic_subject(name), row) for name, row in table.topics.items()
            },
        }
        return table.model_copy(update=parts)


class NotedTable(AutonomyTable):
    """Note the subjects whose row is read."""

    _asked: set[AutonomySubject] = PrivateAttr(default_factory=set)

    def row(self, subject: AutonomySubject) -> AutonomyRow | None:
        """Return the row of a subject, and note that it was asked for."""
        self._asked.add(subject)
        return super().row(subject)

    @classmethod
    def noting(cls, table: AutonomyTable, asked: set[AutonomySubject]) -> "NotedTable":
        """Return a table that adds to `asked`."""
        noted = cls.model_construct(
            operations=table.operations, topics=table.topics, goodwill=table.goodwill
        )
        noted._asked = asked  # noqa: SLF001  # of its own class
        return noted


@dataclass(slots=True, kw_only=True)
class TurnLevels:
    """Hold the levels of one turn, and the subjects that it asked for."""

    changed: Collection[TriedLevels]
    asked: set[AutonomySubject] = field(default_factory=set)


_TURN: ContextVar[TurnLevels | None] = ContextVar("tried_levels", default=None)


@contextmanager
def trying_levels(changed: Iterable[TriedLevels]) -> Iterator[TurnLevels]:
    """Try levels in the turn that is taken inside; no other turn of the process has them."""
    levels = TurnLevels(changed=tuple(changed))
    token = _TURN.set(levels)
    try:
        yield levels
    finally:
        _TURN.reset(token)


@dataclass(frozen=True, slots=True)
class TriedTable:
    """Give the table in force, with the levels that the turn tries: an `Autonomy`."""

    autonomy: Autonomy

    async def table(self) -> AutonomyTable:
        """Return the table for the turn that asks; outside a turn that tries, as it is."""
        table, levels = await self.autonomy.table(), _TURN.get()
        if levels is None:
            return table
        for one in levels.changed:
            table = one.over(table)
        return NotedTable.noting(table, levels.asked)


def _rows(table: AutonomyTable) -> Iterator[tuple[AutonomySubject, AutonomyRow]]:
    yield from ((operation_subject(name), row) for name, row in table.operations.items())
    yield from ((topic_subject(name), row) for name, row in table.topics.items())


def _with_level(row: AutonomyRow, tried: AutonomyRow) -> AutonomyRow:
    """Return a row with the level of another, and all else as it is."""
    return row.model_copy(update={name: getattr(tried, name) for name in _LEVELS})
