"""The figures of the log and of Redis that Prometheus reads, also of an empty log."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.app.compose.process_parts import Parts, open_parts
from assistant.app.processes.metrics_server import StateCollector, keep_reading, read_state
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.kit.model_spending import SqlSpending
from tests.support.patience import until

KINDS = {("answer",), ("person",), ("delivery",), ("order",)}


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    """Yield an empty log, without Redis."""
    away = f"unix://{tmp_path / 'away.sock'}"
    async with open_parts(Settings(data_dir=tmp_path / "data"), redis_url=away) as parts:
        yield parts


class Faulty(SqlSpending):
    """A part with a fault of its own, until it is mended."""

    is_mended = False

    async def used(self, first: date, last: date) -> Sequence[object]:  # type: ignore[override]
        if self.is_mended:
            return await super().used(first, last)
        raise ZeroDivisionError


class TestTheFiguresOfAnEmptyLog:
    async def test_say_that_nothing_waits(self, parts: Parts) -> None:
        figures = await read_state(parts)

        assert figures["comptoir_pending"] == dict.fromkeys(KINDS, 0.0)
        assert figures["comptoir_oldest_pending_seconds"] == dict.fromkeys(KINDS, 0.0)


class TestFiguresThatCannotBeRead:
    async def test_are_not_those_of_before_and_come_back(self, parts: Parts) -> None:
        state, faulty = StateCollector(), Faulty(parts.database)
        state.figures = await read_state(parts)
        assert state.figures
        reading = asyncio.create_task(
            keep_reading(state, replace(parts, spending=faulty), every_s=0.01)
        )

        async def are_away() -> bool:
            return not state.figures

        async def are_back() -> bool:
            return "comptoir_pending" in state.figures

        await until(are_away)
        faulty.is_mended = True
        await until(are_back)
        reading.cancel()
