"""Levels are tried in one turn, within the limits of the row in force."""

import asyncio

import pytest

from assistant.conversation.people import Role
from assistant.operations.autonomy.autonomy_table import (
    AutonomyTable,
    Level,
    OperationRow,
    Topic,
    encode_table,
    load_table,
    operation_subject,
    read_table,
    topic_subject,
)
from assistant.operations.autonomy.ports import LiveTable
from assistant.operations.autonomy.tried_levels import TriedLevels, TriedTable, trying_levels
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables

BEFORE = read_table(
    """
operations:
  cancel_order: {level: suggest, max_minor: {EUR: 5000}, stricter_for: [vip]}
topics:
  returns: suggest
  delivery: automate
""",
    source="test",
)
CANCEL = operation_subject("cancel_order")
RETURNS = topic_subject(Topic.RETURNS)


def with_cancel(**values: object) -> AutonomyTable:
    row = BEFORE.operations["cancel_order"].model_copy(update=values)
    return BEFORE.model_copy(update={"operations": {"cancel_order": row}})


def tried(after: AutonomyTable, before: AutonomyTable = BEFORE) -> TriedLevels | None:
    return TriedLevels.of(encode_table(before), encode_table(after))


def cancelling(table: AutonomyTable) -> OperationRow:
    return table.operations["cancel_order"]


class TestLevelsThatAreTried:
    def test_are_the_rows_whose_level_differs(self) -> None:
        levels = tried(with_cancel(level=Level.AUTOMATE, checked_share=0.1))

        assert levels is not None
        assert set(levels.rows) == {CANCEL}

    @pytest.mark.parametrize(
        "values",
        [
            {"level": Level.AUTOMATE, "max_minor": {"EUR": 90_000}},
            {"level": Level.AUTOMATE, "stricter_for": ()},
            {"approver": Role.ADMIN},
            {},
        ],
    )
    def test_are_none_where_limits_differ_or_nothing_does(self, values: dict[str, object]) -> None:
        assert tried(with_cancel(**values)) is None

    def test_are_none_where_a_row_comes_or_goes_or_goodwill_differs(self) -> None:
        fewer = BEFORE.model_copy(update={"topics": {}})
        other = load_table().model_copy(update={"goodwill": {}})

        assert tried(fewer) is None
        assert tried(other, load_table()) is None
        assert TriedLevels.of("", encode_table(BEFORE)) is None

    def test_keep_the_limits_of_the_row(self) -> None:
        levels = tried(with_cancel(level=Level.AUTOMATE))

        assert levels is not None
        row = cancelling(levels.over(BEFORE))
        assert row.level is Level.AUTOMATE
        assert row.max_minor == {"EUR": 5000}
        assert row.stricter_for == ("vip",)

    @pytest.mark.parametrize(
        "since", [{"level": Level.HUMAN_ONLY}, {"max_minor": {"EUR": 1}}, {"checked_share": 0.2}]
    )
    def test_yield_to_a_row_that_people_put_since(self, since: dict[str, object]) -> None:
        levels, now = tried(with_cancel(level=Level.AUTOMATE)), with_cancel(**since)

        assert levels is not None
        assert levels.over(now) == now


class TestATurnThatTriesLevels:
    async def test_has_them_and_no_other_turn_has(self) -> None:
        levels = tried(with_cancel(level=Level.AUTOMATE))
        assert levels is not None
        table = TriedTable(LiveTable(MemoryAutonomyTables(), default=BEFORE))
        both_inside = asyncio.Barrier(2)

        async def turn(*changed: TriedLevels) -> Level:
            with trying_levels(changed):
                await both_inside.wait()
                return cancelling(await table.table()).level

        assert tuple(await asyncio.gather(turn(levels), turn())) == (Level.AUTOMATE, Level.SUGGEST)
        assert cancelling(await table.table()).level is Level.SUGGEST

    async def test_notes_the_rows_that_it_asks_for(self) -> None:
        table = TriedTable(LiveTable(MemoryAutonomyTables(), default=BEFORE))

        with trying_levels(()) as levels:
            (await table.table()).row(RETURNS)

        assert levels.asked == {RETURNS}
