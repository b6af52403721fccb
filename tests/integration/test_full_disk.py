"""A disk that is full: nothing is acknowledged that is not kept, readiness says so, and it ends."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.conversation.events import CustomerWrote
from assistant.ports import LogUnavailableError
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.log.event_log import SqlEventLog
from tests.contract.event_log import C1, accept
from tests.support.seeds.conversation_events import started, wrote


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(f"sqlite:///{tmp_path / 'log.db'}") as database:
        yield database


async def limit(database: Database, pages: int) -> None:
    """Let the database have so many pages more; it is full after them, as a disk would be."""

    def change(connection: object) -> None:
        run = connection.exec_driver_sql  # type: ignore[attr-defined]
        now = run("PRAGMA page_count").scalar_one()
        run(f"PRAGMA max_page_count = {now + pages}")

    await database.write(change)


async def fill(log: SqlEventLog) -> list[str]:
    """Accept messages until the disk is full; return those that were acknowledged."""
    kept = list[str]()
    for number in range(2000):
        try:
            await accept(log, wrote(f"m{number}", text="boots? " * 100))
        except LogUnavailableError:
            return kept
        kept.append(f"m{number}")
    raise AssertionError


class TestAFullDisk:
    async def test_acknowledges_nothing_that_is_not_kept_and_recovers(
        self, database: Database
    ) -> None:
        log = SqlEventLog(database)
        await log.start(started())
        await limit(database, 8)

        acknowledged = await fill(log)
        with pytest.raises(LogUnavailableError):
            await log.ping()
        await limit(database, 1000)
        await log.ping()
        await accept(log, wrote("after"))

        past = (await log.read(C1)).past
        written = [event.message_id for event in past if isinstance(event, CustomerWrote)]
        assert written == [*acknowledged, "after"]
        assert acknowledged


class TestADatabaseThatCannotBeWritten:
    async def test_is_not_ready_though_it_can_be_read(self, tmp_path: Path) -> None:
        file = tmp_path / "log.db"
        async with open_database(f"sqlite:///{file}") as database:
            log = SqlEventLog(database)
            await log.start(started())
            other = sqlite3.connect(file, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            try:
                assert (await log.read(C1)).events
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(log.ping(), 0.3)
            finally:
                other.execute("ROLLBACK")
                other.close()

            await log.ping()
