"""What every `AutonomyTables` does. Inherit `AutonomyTablesContract` and override `tables`."""

import asyncio
from datetime import UTC, datetime

import pytest

from assistant.operations.autonomy.autonomy_table import load_table
from assistant.operations.autonomy.ports import (
    AutonomyTables,
    LiveTable,
    TableConflictError,
    TableVersion,
)
from tests.support.seeds.autonomy_tables import table

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STRICT = table(
    {"cancel_order": {"level": "suggest", "max_minor": {"EUR": 100}, "approver": "lead"}},
    {"returns": {"level": "automate", "stricter_for": ["vip"]}},
)
LAX = table({"cancel_order": "automate"})


class AutonomyTablesContract:
    @pytest.fixture
    def tables(self) -> AutonomyTables:
        raise NotImplementedError

    async def test_there_is_none_at_first(self, tables: AutonomyTables) -> None:
        assert await tables.version() == 0
        assert await tables.current() is None
        assert list(await tables.history(limit=9)) == []

    async def test_a_table_comes_back_as_it_was_put(self, tables: AutonomyTables) -> None:
        put = await tables.put(STRICT, expected_version=0, at=NOON, by="zoé", note="après l'été")

        expected = TableVersion(version=1, table=STRICT, at=NOON, by="zoé", note="après l'été")
        assert put == expected
        assert await tables.current() == expected
        assert await tables.version() == 1

    async def test_every_version_is_kept_newest_first(self, tables: AutonomyTables) -> None:
        for version, one in enumerate((STRICT, LAX, STRICT)):
            await tables.put(one, expected_version=version, at=NOON, by="zoe", note=f"n{version}")

        history = await tables.history(limit=2)

        assert [(one.version, one.note) for one in history] == [(3, "n2"), (2, "n1")]
        assert [one.table for one in await tables.history(limit=9)] == [STRICT, LAX, STRICT]

    @pytest.mark.parametrize("version", [0, 2, 7])
    async def test_a_table_put_on_another_version_is_refused(
        self, tables: AutonomyTables, version: int
    ) -> None:
        await tables.put(STRICT, expected_version=0, at=NOON, by="zoe")

        with pytest.raises(TableConflictError):
            await tables.put(LAX, expected_version=version, at=NOON, by="yann")

        current = await tables.current()
        assert current is not None
        assert (current.version, current.table) == (1, STRICT)

    async def test_of_many_at_once_one_is_put(self, tables: AutonomyTables) -> None:
        puts = (
            tables.put(STRICT, expected_version=0, at=NOON, by=f"agent {number}")
            for number in range(12)
        )

        answers = await asyncio.gather(*puts, return_exceptions=True)

        won = [one for one in answers if isinstance(one, TableVersion)]
        lost = [one for one in answers if isinstance(one, TableConflictError)]
        assert (len(won), len(lost)) == (1, 11)
        assert list(await tables.history(limit=99)) == won

    async def test_what_is_put_is_in_force_at_the_next_look(self, tables: AutonomyTables) -> None:
        one, other = LiveTable(tables), LiveTable(tables)
        assert await one.table() == await other.table() == load_table()

        await tables.put(STRICT, expected_version=0, at=NOON, by="zoe")
        assert await one.table() == await other.table() == STRICT

        await tables.put(LAX, expected_version=1, at=NOON, by="zoe")
        assert await one.table() == await other.table() == LAX
