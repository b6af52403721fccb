"""Autonomy tables said in a few words."""

from typing import Any

from assistant.operations.autonomy.autonomy_table import AutonomyTable, load_table

Rows = dict[str, Any]
"""Rows by name, as YAML has them: a level, or an object of columns."""


def table(
    operations: Rows | None = None, topics: Rows | None = None, goodwill: Rows | None = None
) -> AutonomyTable:
    """Return the default table with these rows in place of its own."""
    default = load_table().model_dump()
    return AutonomyTable.model_validate(
        {
            "operations": {**default["operations"], **(operations or {})},
            "topics": {**default["topics"], **(topics or {})},
            "goodwill": {**default["goodwill"], **(goodwill or {})},
        }
    )


class FixedTable:
    """An `Autonomy` that never changes: a table, or the default with other rows of operations."""

    def __init__(self, fixed: AutonomyTable | None = None, **operations: Any) -> None:  # noqa: ANN401
        self._table = fixed if fixed is not None else table(operations)

    async def table(self) -> AutonomyTable:
        return self._table
