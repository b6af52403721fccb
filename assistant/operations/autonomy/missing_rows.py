"""Find the rows that a table lacks, and add them as the default table has them. Pure.

A table of a shop that upgrades has none for what came since: that is left to people, and they are
told. A shop that wants it so says `human_only`, or a row of goodwill for no role.
"""

from collections.abc import Collection, Mapping
from typing import Any

from assistant.operations.autonomy.autonomy_table import AutonomyTable, Level

Rows = Mapping[str, Mapping[str, Any]]


def missing_rows(table: AutonomyTable, default: AutonomyTable) -> Collection[str]:
    """Return the rows that only the default table has, as "operations.cancel_order"."""
    own = _rows(table)
    return [
        f"{part}.{name}"
        for part, rows in _rows(default).items()
        for name in rows
        if name not in own.get(part, {})
    ]


def with_missing(
    table: AutonomyTable, default: AutonomyTable, wanted: Collection[str], *, to_people: bool
) -> Rows:
    """Return the rows of a table, with those that it lacks and that are wanted.

    They are as in the default table, or say that the subject is left to people.
    """
    lacking = set(missing_rows(table, default)) & set(wanted)
    own = _rows(table)
    return {
        part: {
            **own.get(part, {}),
            **{
                name: _PEOPLE[part] if to_people else row
                for name, row in rows.items()
                if f"{part}.{name}" in lacking
            },
        }
        for part, rows in _rows(default).items()
    }


_PEOPLE: Rows = {
    "operations": {"level": Level.HUMAN_ONLY.value},
    "topics": {"level": Level.HUMAN_ONLY.value},
    "goodwill": {},
}
"""The row of each part that leaves its subject to people."""


def _rows(table: AutonomyTable) -> Rows:
    dumped: Rows = table.model_dump(mode="json", exclude_defaults=True)
    return dumped
