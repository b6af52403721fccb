"""Settings on SQLite files and on a real PostgreSQL: secrets are sealed, others are told."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.settings_book import SettingsBook
from assistant.messages.channels.secret_seal import Seal
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.kit.settings_versions import SqlSettingsBook
from tests.contract.settings_book import SettingsBookContract, version
from tests.support.memory.assemblies.worker_shop import SystemClock
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.staff_directory import MemoryAudit
from tests.support.processes.databases import OnPostgres, OnSqlite

SEAL = Seal(bytes(32))


class SqlContract(SettingsBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> SettingsBook:
        return SqlSettingsBook(database, SEAL)

    async def test_a_secret_that_another_key_sealed_is_named_and_left_out(
        self, book: SettingsBook, database: Database
    ) -> None:
        await book.put(version(1, mail__password="sesame", mail__user="lune"))

        elsewhere = await SqlSettingsBook(database, Seal(b"x" * 32)).current()

        assert elsewhere is not None
        assert dict(elsewhere.values) == {"mail.user": "lune"}
        assert elsewhere.unread == ("mail.password",)

    async def test_a_secret_that_another_key_sealed_outlives_other_changes(
        self, book: SettingsBook, database: Database
    ) -> None:
        await book.put(version(1, mail__password="sesame", mail__user="lune"))
        elsewhere = SqlSettingsBook(database, Seal(b"x" * 32))
        live = LiveSettings(server=Settings(), book=elsewhere, fanout=MemoryFanout())
        changes = SettingsChanges(live=live, audit=MemoryAudit(), clock=SystemClock())

        await changes.change({"mail.user": "soleil"}, expected_version=1, by="zoe")

        assert (await elsewhere.read(2) or version(0)).unread == ("mail.password",)
        again = await book.current()
        assert again is not None
        assert dict(again.values) == {"mail.password": "sesame", "mail.user": "soleil"}

        await changes.change({"mail.password": ""}, expected_version=2, by="zoe")

        last = await book.current()
        assert last is not None
        assert dict(last.values) == {"mail.user": "soleil"}

    async def test_a_change_is_in_force_in_another_process_without_a_notice(
        self, book: SettingsBook, url: str
    ) -> None:
        async with open_database(url) as other:
            live = LiveSettings(
                server=Settings(), book=SqlSettingsBook(other, SEAL), fanout=MemoryFanout()
            )
            assert (await live.read()).webchat.max_chars == 2000
            changing = asyncio.create_task(live.changed())

            await book.put(version(1, webchat__max_chars="500"))

            async with asyncio.timeout(5):
                assert (await changing).webchat.max_chars == 500


class TestSqliteSettingsBook(OnSqlite, SqlContract):
    async def test_no_secret_is_in_the_file(self, book: SettingsBook, tmp_path: Path) -> None:
        await book.put(version(1, mail__password="sesame-ouvre-toi", mail__user="lune"))

        with closing(sqlite3.connect(tmp_path / "log.db")) as connection:
            [(content,)] = connection.execute("SELECT content FROM settings_versions").fetchall()

        assert "lune" in content
        assert "sesame" not in content


@pytest.mark.postgres
class TestPostgresSettingsBook(OnPostgres, SqlContract):
    pass
