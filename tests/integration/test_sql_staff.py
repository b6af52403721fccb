"""The shop's people on SQLite files and on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, func, select, text, update

from assistant.app.commands.record_upkeep import verify
from assistant.conversation.ids import AgentId
from assistant.conversation.people import Account
from assistant.desk.staff.audit_chain import Head, follow
from assistant.desk.staff.ports import Audit, Directory, SecondFactors, Sessions
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.staff.staff_audit import SqlAudit
from integrations.stores.sql.staff.staff_directory import SqlDirectory
from integrations.stores.sql.staff.staff_second_factors import SqlSecondFactors
from integrations.stores.sql.staff.staff_sessions import SqlSessions
from integrations.stores.sql.staff.staff_tables import audit as table
from tests.contract.second_factors import SecondFactorsContract
from tests.contract.staff import (
    LEA,
    SAM,
    AuditContract,
    DirectoryContract,
    SessionsContract,
    deed,
    session,
)
from tests.support.processes.databases import OnPostgres, OnSqlite, url_of_copy


class Sql(DirectoryContract, SessionsContract, AuditContract, SecondFactorsContract):
    @pytest.fixture
    async def factors(self, database: Database) -> SecondFactors:
        await SqlDirectory(database).add(Account(agent=LEA))
        return SqlSecondFactors(database)

    @pytest.fixture
    def agent_id(self) -> AgentId:
        return LEA.agent_id

    @pytest.fixture
    def directory(self, database: Database) -> Directory:
        return SqlDirectory(database)

    @pytest.fixture
    async def sessions(self, database: Database) -> Sessions:
        for agent in (LEA, SAM):
            await SqlDirectory(database).add(Account(agent=agent))
        return SqlSessions(database)

    @pytest.fixture
    def audit(self, database: Database) -> Audit:
        return SqlAudit(database)

    async def test_a_restart_signs_nobody_out(self, url: str) -> None:
        async with open_database(url) as database:
            await SqlDirectory(database).add(Account(agent=LEA))
            await SqlSessions(database).start(session("a"))

        async with open_database(url) as database:
            assert await SqlSessions(database).find("a") == session("a")

    async def test_the_chain_does_not_fork_between_processes(self, url: str) -> None:
        """Two databases' worth of connections share nothing but the database itself."""

        async def write(audit: SqlAudit, name: str) -> None:
            for number in range(50):
                await audit.write(deed(f"{name}{number}"))

        async with open_database(url) as one, open_database(url) as other:
            await asyncio.gather(
                *(write(SqlAudit(one), f"a{n}-") for n in range(3)),
                *(write(SqlAudit(other), f"b{n}-") for n in range(3)),
            )
            entries = await SqlAudit(one).read()

        head, broken = follow(Head(), entries)
        assert (head.number, broken) == (300, None)
        assert len({entry.deed.subject for entry in entries}) == 300


class TestSqliteStaff(OnSqlite, Sql):
    pass


@pytest.mark.postgres
class TestPostgresStaff(OnPostgres, Sql):
    pass


class TestVerifying:
    """What a hand in the database leaves behind, told by `comptoir audit verify`."""

    @pytest.fixture
    async def database(self, tmp_path: Path, sqlite_tables: Path) -> AsyncIterator[Database]:
        async with open_database(url_of_copy(sqlite_tables, tmp_path / "log.db")) as database:
            await SqlAudit(database).write(*(deed(f"c{number}") for number in range(1, 2501)))
            yield database

    async def test_finds_a_chain_whole(self, database: Database) -> None:
        found = await verify(SqlAudit(database))

        assert found.broken_at is None
        assert found.head.number == 2500

    @pytest.mark.parametrize(
        "statement",
        [
            update(table).where(table.c.number == 1234).values(actor="somebody"),
            update(table).where(table.c.number == 1234).values(subject="c1"),
            update(table).where(table.c.number == 1234).values(detail="{}"),
            update(table).where(table.c.number == 1234).values(at=deed().at.replace(year=2025)),
            update(table).where(table.c.number == 1234).values(sha256="0" * 64),
            update(table).where(table.c.number == 1234).values(action="forgotten"),
            update(table).where(table.c.number == 1234).values(detail="no JSON"),
            delete(table).where(table.c.number == 1234),
        ],
        ids=lambda statement: str(statement).split(" WHERE")[0],
    )
    async def test_names_the_first_entry_that_was_changed_or_removed(
        self, database: Database, statement: object
    ) -> None:
        def change(connection: Connection) -> None:
            connection.execute(statement)  # type: ignore[call-overload]  # any statement

        await database.write(change)

        found = await verify(SqlAudit(database))
        assert (found.broken_at, found.head.number) == (1234, 1233)

    async def test_tells_with_a_noted_head_that_the_newest_were_cut_off(
        self, database: Database
    ) -> None:
        noted = await SqlAudit(database).head()

        def cut(connection: Connection) -> int:
            connection.execute(delete(table).where(table.c.number > 2000))
            return connection.execute(select(func.count()).select_from(table)).scalar_one()

        assert await database.write(cut) == 2000
        assert (await verify(SqlAudit(database))).broken_at is None
        assert (await verify(SqlAudit(database), noted)).broken_at == 2001

    async def test_tells_with_a_noted_head_that_all_was_written_anew(
        self, database: Database
    ) -> None:
        noted = await SqlAudit(database).head()
        await database.write(lambda connection: connection.execute(text("DELETE FROM audit")))
        await SqlAudit(database).write(*(deed(f"d{number}") for number in range(1, 2601)))

        assert (await verify(SqlAudit(database))).broken_at is None
        assert (await verify(SqlAudit(database), noted)).broken_at == 2500
