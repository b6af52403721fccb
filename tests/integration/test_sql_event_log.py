"""The event log on SQLite files and on a real PostgreSQL."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, inspect, text
from sqlalchemy.exc import StatementError

from assistant.conversation.events import CustomerWrote
from assistant.ports import EventLog, LogUnavailableError
from integrations.stores import sql
from integrations.stores.sql import open_event_log
from integrations.stores.sql.database import open_database
from integrations.stores.sql.migrate import UNUSED
from integrations.stores.sql.tables import metadata
from tests.contract.erasing import ErasingContract
from tests.contract.event_log import C1, EventLogContract, accept
from tests.contract.ownership import OwnershipContract
from tests.support.processes.databases import OnPostgres, OnSqlite, execute
from tests.support.seeds.conversation_events import LATER, every_kind, replied, started, wrote
from tests.support.seeds.people_events import released


def accepting(url: str, conversation: str, *, count: int) -> "subprocess.Popen[str]":
    """Start a process that prints the ids of the messages it has accepted."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.support.processes.message_acceptor",
            url,
            conversation,
            str(count),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )


def is_sqlalchemys(one: Any, name: str | None, *__: object) -> bool:  # noqa: ANN401 - Alembic's
    """Return whether a statement of ours may have it.

    FTS5 and GIN are the databases' own, and some tables the version before's.
    """
    table = name if isinstance(one, Table) else getattr(one.table, "name", "")
    return not (name or "").startswith("case_words_index") and table not in UNUSED


for module in Path(sql.__file__).parent.rglob("*.py"):
    if " Table(" not in module.read_text(encoding="utf-8"):
        continue
    place = module.relative_to(Path(sql.__file__).parent).with_suffix("").parts
    import_module(".".join((sql.__name__, *place)))  # each adds its tables to `metadata`


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "include_object": is_sqlalchemys}
    context = MigrationContext.configure(connection, opts=options)
    return [*compare_metadata(context, metadata)]


class SqlContract(EventLogContract, OwnershipContract, ErasingContract):
    @pytest.fixture
    def empty_url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    async def event_log(self, url: str) -> AsyncIterator[EventLog]:
        async with open_event_log(url) as log:
            yield log

    async def test_reopening_finds_everything(self, url: str) -> None:
        async with open_event_log(url) as log:
            await log.start(started())
            await accept(log, wrote("m1"))
            await accept(log, wrote("m3"))
            await log.append(C1, every_kind())
            await log.append(C1, [replied("r9"), released()])
            before = await log.tail(0, limit=100), await log.read(C1)

        async with open_event_log(url) as log:
            assert (await log.tail(0, limit=100), await log.read(C1)) == before
            assert list(await log.unanswered(LATER, limit=10)) == [C1]
            waiting = await log.undelivered(LATER, limit=10)
            assert [each.event for each in waiting] == [replied("r9")]
            assert not (await accept(log, wrote("m1"))).is_new

    async def test_a_message_that_reaches_two_processes_is_stored_once(self, url: str) -> None:
        async with open_event_log(url) as one, open_event_log(url) as other:
            await one.start(started())

            answers = await asyncio.gather(
                *(accept(log, wrote(f"m{n}")) for n in range(20) for log in (one, other))
            )

            assert sum(answer.is_new for answer in answers) == 20
            assert [e.sequence for e in (await other.read(C1)).events] == list(range(1, 22))
            for first, second in zip(answers[::2], answers[1::2], strict=True):
                assert first.sequence == second.sequence

    async def test_many_processes_may_open_a_new_log_at_once(self, empty_url: str) -> None:
        async def open_and_ping() -> None:
            async with open_event_log(empty_url) as log:
                await log.ping()

        await asyncio.gather(*(open_and_ping() for _ in range(8)))

        async with open_event_log(empty_url) as log:
            assert not await log.tail(0, limit=1)

    async def test_half_a_surrogate_pair_loses_itself_and_not_the_message(
        self, event_log: EventLog
    ) -> None:
        await event_log.start(started())

        await accept(event_log, wrote("m1", text="taille \ud83d 42"))

        [stored] = (await event_log.read(C1, after=1)).events
        assert stored.event == wrote("m1", text="taille ? 42")

    async def test_a_time_without_a_zone_is_refused_without_the_customers_words(
        self, event_log: EventLog
    ) -> None:
        await event_log.start(started())

        with pytest.raises((ValueError, StatementError), match="its zone") as caught:
            await accept(event_log, wrote("m1", text="secret", at=LATER.replace(tzinfo=None)))

        assert "secret" not in str(caught.value)

    async def test_the_migrations_make_the_tables_that_statements_expect(self, url: str) -> None:
        async with open_database(url) as database:
            assert await database.read(differences) == []
            there = await database.read(lambda one: inspect(one).get_table_names())
            assert set(there) >= UNUSED

    async def test_an_abandoned_write_does_not_disturb_others(self, url: str) -> None:
        async with open_event_log(url) as log:
            await log.start(started())
            abandoned = [asyncio.create_task(accept(log, wrote(f"m{n}"))) for n in range(5)]
            await asyncio.sleep(0)
            for task in abandoned:
                task.cancel()
            await asyncio.gather(*abandoned, return_exceptions=True)

            await accept(log, wrote("kept"))

            record = await log.read(C1)
            assert [e.sequence for e in record.events] == list(range(1, len(record.events) + 1))
            assert record.events[-1].event == wrote("kept")


class TestSqlite(OnSqlite, SqlContract):
    @pytest.fixture
    def empty_url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/of the shop/log.db"

    async def test_what_was_acknowledged_outlives_a_killed_process(self, url: str) -> None:
        with accepting(url, "c1", count=1_000_000) as process:
            assert process.stdout is not None
            acknowledged = [process.stdout.readline().strip() for _ in range(50)]
            process.kill()
            acknowledged += process.stdout.read().splitlines()

        async with open_event_log(url) as log:
            kept = [e.event for e in (await log.read(C1, after=1)).events]
        assert len(acknowledged) >= 50
        texts = [event.message_id for event in kept if isinstance(event, CustomerWrote)]
        assert texts[: len(acknowledged)] == acknowledged
        assert len(texts) - len(acknowledged) <= 1  # stored, and killed before it could say so

    async def test_processes_write_beside_each_other(self, url: str) -> None:
        processes = [accepting(url, f"c{n}", count=50) for n in range(3)]
        for process in processes:
            with process:
                process.communicate()
                assert process.returncode == 0

        async with open_event_log(url) as log:
            assert len(await log.tail(0, limit=1000)) == 3 * 51

    async def test_a_message_survives_a_power_cut(self, url: str) -> None:
        async with open_database(url) as database:
            synchronous = await database.write(
                lambda c: c.execute(text("PRAGMA synchronous")).scalar_one()
            )
            journal = await database.read(
                lambda c: c.execute(text("PRAGMA journal_mode")).scalar_one()
            )

        assert (synchronous, journal) == (2, "wal")  # 2 is FULL

    async def test_a_file_that_is_no_database_is_said_to_be_unusable(self, tmp_path: Path) -> None:
        path = tmp_path / "log.db"
        path.write_text("Chère cliente, cher client," * 100)

        with pytest.raises(LogUnavailableError, match="not a database"):
            async with open_event_log(f"sqlite:///{path}"):
                pytest.fail("a letter was opened as a log")


class TestPostgres(OnPostgres, SqlContract):
    async def test_connections_that_died_in_the_pool_are_replaced(
        self, url: str, server_url: str
    ) -> None:
        async with open_event_log(url) as log:
            await log.start(started())
            await asyncio.gather(*(log.ping() for _ in range(5)))
            await execute(
                server_url,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname LIKE 'comptoir_test_%'",
            )

            assert (await accept(log, wrote("m1"))).is_new
            await log.ping()

    async def test_a_server_that_is_not_there_is_said_to_be_unavailable(
        self, tmp_path: Path
    ) -> None:
        with pytest.raises(LogUnavailableError, match="cannot be used now"):
            async with open_event_log(f"postgresql://nobody@/nothing?host={tmp_path}"):
                pytest.fail("a server that is not there was opened")
