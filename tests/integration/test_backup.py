"""An installation is backed up while it runs, lost, and made again: the restore drill."""

import asyncio
import os
import resource
import shutil
import tarfile
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import AsyncMock

import httpx
import pytest

from assistant.app.commands import backup_archive
from assistant.app.commands.backup_archive import check_backup, make_backup, restore_backup
from assistant.app.commands.command_errors import BackupError
from assistant.app.compose.search.indexed_paths import remember_paths, remembered_paths
from assistant.app.compose.search.source_copies import SourceCopies
from assistant.console.knowledge.source_ledger import keep_ledger, read_ledger
from assistant.console.setup.shop_sources import ShopSources
from assistant.console.setup.source_marks import EVERYTHING, SourceMarks
from assistant.console.setup.source_schedules import Every, SourceSchedules
from assistant.conversation.events import StoredEvent
from assistant.conversation.ids import ConversationId
from assistant.conversation.people import Account
from assistant.desk.attachment_store import Attachments
from assistant.kit.settings.settings import LogSettings, Settings
from integrations.stores.files.folder_attachments import FolderAttachments
from integrations.stores.sql import SqlEventLog, open_event_log
from integrations.stores.sql import database as sql_database
from integrations.stores.sql.database import open_database
from integrations.stores.sql.kit.database_copy import DatabaseCopyError, check_copy, copy_database
from integrations.stores.sql.staff.staff_directory import SqlDirectory
from tests.support.pages.staff_office import agent
from tests.support.processes.comptoir import Customer, Tree, new_client, new_data_dir, run
from tests.support.processes.databases import fresh_database, running_postgres
from tests.support.seeds.conversation_events import started
from tests.support.seeds.media_files import png
from tests.support.seeds.written_segments import move_into_segment, talk
from tests.unit.assistant.console.knowledge.indexes import document
from tests.unit.assistant.console.knowledge.ledgers import NOON, ledger, page, record

SITE, SHOP = "https://lune.example/help", "Shopify lune.example"
WHOLE = "How many days do I have to return an item?"


async def fill(settings: Settings) -> None:
    """Give an installation a bit of everything."""
    async with open_event_log(settings.log_url) as log:
        await log.start(started())
    async with open_database(settings.log_url) as database:
        await SqlDirectory(database).add(Account(agent=agent("lea")))
    files: Attachments = FolderAttachments(settings.attachments_folder, most_bytes=1_000_000)
    await files.keep("parcel.png", png())
    (settings.data_dir / "identity.key").write_text("ab" * 32)
    settings.written_folder.mkdir()
    (settings.written_folder / "page.md").write_text("# Gifts")
    look_after_sources(settings)


def look_after_sources(settings: Settings) -> None:
    """Upload a file and turn it off, and read an address and a shop on a schedule."""
    folder = settings.data_dir
    sources, marks, schedules = ShopSources(folder), SourceMarks(folder), SourceSchedules(folder)
    file = str(sources.keep("old.csv", b"id,title\n1,Lamp\n"))
    system = str(sources.system_file(SHOP))
    marks.turn(file, on=False)
    marks.want([EVERYTHING])
    sources.add_address(SITE)
    sources.keep_system(SHOP, b'{"id": "1"}')
    SourceCopies(folder).keep(SITE, [document("returns", "30 days.")])
    for one in (SITE, system):
        schedules.put(one, every=Every.DAILY, hour=4, weekday=0, now=NOON)
    keep_ledger(folder, ledger(record(SITE, page("returns")), record(file, is_off=True)))
    remember_paths(settings, [], named=[SITE, file, system])


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("comptoir.db") and path.suffix != ".lock"
    }


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    kept = Settings(data_dir=tmp_path / "data")
    await fill(kept)
    return kept


class TestABackup:
    async def test_has_everything_and_only_its_owner_reads_it(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        file, there = tmp_path / "b.tar", Settings(data_dir=tmp_path / "new")
        made = await make_backup(settings, file)
        restored = await restore_backup(there, file)

        assert restored == made == check_backup(settings, file)
        assert file.stat().st_mode & 0o777 == 0o600
        assert files_of(there.data_dir) == files_of(settings.data_dir)
        assert (there.data_dir / "comptoir.db").stat().st_mode & 0o777 == 0o600
        async with open_event_log(there.log_url) as log:
            assert len((await log.read(ConversationId("c1"))).events) == 1
        async with open_database(there.log_url) as database:
            assert await SqlDirectory(database).agents() == [agent("lea")]

    @pytest.mark.parametrize("has", ["events", "their file", "neither"])
    async def test_has_the_conversations_that_a_version_before_moved_into_files(
        self, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has: str
    ) -> None:
        file, there = tmp_path / "b.tar", Settings(data_dir=tmp_path / "new")
        async with open_database(settings.log_url) as database:
            await talk(SqlEventLog(database), "ann")
            ann = await SqlEventLog(database).read(ConversationId("ann"))
            segment = await move_into_segment(database, settings.archive_folder, "ann")
        with monkeypatch.context() as before:
            if has != "events":  # a version before made it, with the file itself
                before.setattr(backup_archive, "_FOLDERS", ("archive",))
                before.setattr(sql_database, "return_segments", AsyncMock())
            if has == "neither":
                segment.unlink()
            await make_backup(settings, file)
        if has == "neither":
            with pytest.raises(BackupError, match="old conversations are in it"):
                await restore_backup(there, file)
            return
        await restore_backup(there, file)

        async with open_event_log(there.log_url) as log:
            assert await log.read(ConversationId("ann")) == ann

    async def test_leaves_sources_as_they_were_in_a_folder_of_another_name(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        there = Settings(data_dir=tmp_path / "new")
        await make_backup(settings, tmp_path / "b.tar")
        shutil.rmtree(settings.data_dir)
        await restore_backup(there, tmp_path / "b.tar")

        folder = there.data_dir
        sources, marks = ShopSources(folder), SourceMarks(folder)
        (file,), system = map(str, sources.files()), str(sources.system_file(SHOP))
        assert list(sources.addresses()) == [SITE]
        copy = SourceCopies(folder).read(SITE)
        assert copy is not None
        assert list(copy.items) == [document("returns", "30 days.")]
        assert marks.off() == {file}
        assert marks.wanted() == {EVERYTHING}
        assert set(SourceSchedules(folder).read()) == {SITE, system}
        assert [one.origin for one in read_ledger(folder).sources] == [SITE, file]
        assert remembered_paths(there) == [SITE, system]  # without the one that is off

    async def test_is_whole_while_messages_come_in(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        file, there = tmp_path / "b.tar", Settings(data_dir=tmp_path / "new")
        stop = asyncio.Event()

        async def write() -> int:
            count = 0
            async with open_event_log(settings.log_url) as log:
                while not stop.is_set():
                    await log.start(started(f"more-{count}"))
                    count += 1
            return count

        writing = asyncio.create_task(write())
        made = await asyncio.to_thread(lambda: asyncio.run(make_backup(settings, file)))
        stop.set()
        written = await writing
        await restore_backup(there, file)
        async with open_event_log(there.log_url) as log:
            events = await log.tail(0, limit=10_000)

        assert written > 0
        assert events[-1].position >= made.position > 0
        assert [one.position for one in events] == list(range(1, len(events) + 1))

    async def test_that_was_changed_is_refused(self, settings: Settings, tmp_path: Path) -> None:
        file = tmp_path / "b.tar"
        await make_backup(settings, file)
        data = file.read_bytes().replace(b"# Gifts", b"# Lifts")
        file.write_bytes(data)

        with pytest.raises(BackupError, match=r"page\.md is not as it was written"):
            check_backup(settings, file)

    async def test_that_was_cut_is_refused(self, settings: Settings, tmp_path: Path) -> None:
        file = tmp_path / "b.tar"
        await make_backup(settings, file)
        os.truncate(file, file.stat().st_size // 2)

        with pytest.raises(BackupError, match="no whole backup"):
            check_backup(settings, file)

    async def test_unpacks_nothing_outside(self, settings: Settings, tmp_path: Path) -> None:
        file = tmp_path / "b.tar"
        with tarfile.open(file, "w") as tar:
            tar.addfile(tarfile.TarInfo("../outside"))

        with pytest.raises(BackupError, match="no whole backup"):
            check_backup(settings, file)

    async def test_takes_no_place_of_an_installation(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        file = tmp_path / "b.tar"
        await make_backup(settings, file)

        with pytest.raises(BackupError, match="is not empty"):
            await restore_backup(settings, file)
        with pytest.raises(BackupError, match="is there already"):
            await make_backup(settings, file)


@contextmanager
def a_disk_for(most_bytes: int) -> Iterator[None]:
    """Let no file of this process become larger, as on a disk that is nearly full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def other_disk() -> Iterator[Path]:
    """Return a folder on another file system than the tests' own, as a volume of a container is."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)


class TestInAContainer:
    async def test_a_restore_fills_the_top_of_a_volume(
        self, settings: Settings, tmp_path: Path, other_disk: Path
    ) -> None:
        volume = tmp_path / "volume"
        volume.symlink_to(other_disk)
        (other_disk / "lost+found").mkdir()
        (other_disk / ".comptoir-unpacked-killed/files").mkdir(parents=True)
        await make_backup(settings, tmp_path / "b.tar")
        await restore_backup(Settings(data_dir=volume), tmp_path / "b.tar")

        assert files_of(volume) == files_of(settings.data_dir)
        assert not list(volume.glob(".comptoir-unpacked-*"))

    async def test_a_check_needs_no_room_but_beside_the_backup(
        self, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = await make_backup(settings, tmp_path / "b.tar")
        monkeypatch.setattr(tempfile, "tempdir", "/proc/no-temporary-files")

        assert check_backup(settings, tmp_path / "b.tar") == made

    async def test_a_full_disk_is_told_apart_from_a_damaged_backup(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        file, new = tmp_path / "b.tar", Settings(data_dir=tmp_path / "new")
        await make_backup(settings, file)
        with a_disk_for(4096):
            with pytest.raises(BackupError, match=r"may well be whole.*make room in"):
                check_backup(settings, file)
            with pytest.raises(BackupError, match=r"cannot be restored.*make room in"):
                await restore_backup(new, file)
            with pytest.raises(DatabaseCopyError, match="cannot be copied"):
                copy_database(settings.log_url, tmp_path / "copy.db")
        await restore_backup(new, file)

        assert files_of(new.data_dir) == files_of(settings.data_dir)


@pytest.mark.postgres
class TestOnPostgres:
    async def test_a_backup_has_everything(self, tmp_path: Path) -> None:
        with running_postgres() as server:
            async with fresh_database(server) as one, fresh_database(server) as other:
                here = Settings(data_dir=tmp_path / "data", log=LogSettings(url=one))
                there = Settings(data_dir=tmp_path / "new", log=LogSettings(url=other))
                await fill(here)
                made = await make_backup(here, tmp_path / "b.tar")
                restored = await restore_backup(there, tmp_path / "b.tar")
                async with open_event_log(there.log_url) as log:
                    events = (await log.read(ConversationId("c1"))).events

        assert restored == made
        assert len(events) == 1

    async def test_a_damaged_row_is_found_without_a_server(self, tmp_path: Path) -> None:
        with running_postgres() as server:
            async with fresh_database(server) as one:
                await fill(Settings(data_dir=tmp_path / "data", log=LogSettings(url=one)))
                copy_database(one, tmp_path / "dump")
        check_copy(one, tmp_path / "dump")
        whole = (tmp_path / "dump").read_bytes()
        packed = whole.rindex(b"\x78\x9c")  # the last of the rows that zlib packed
        broken = bytearray(whole)
        broken[packed + 10] ^= 0xFF
        (tmp_path / "dump").write_bytes(broken)

        with pytest.raises(DatabaseCopyError):
            check_copy(one, tmp_path / "dump")


@dataclass(frozen=True, slots=True)
class Home:
    """A data folder, and its database where that is not in it."""

    folder: Path
    url: str = ""

    @property
    def settings(self) -> Settings:
        if not self.url:
            return Settings(data_dir=self.folder)
        return Settings(data_dir=self.folder, log=LogSettings(url=self.url))

    @property
    def env(self) -> dict[str, str]:
        return {"COMPTOIR_LOG__URL": self.url} if self.url else {}

    def tree(self) -> Tree:
        return Tree(
            self.folder, env={**self.env, "COMPTOIR_WEBCHAT__MESSAGES_PER_MINUTE": "100000"}
        )

    async def run(self, command: str, file: Path) -> None:
        done = await asyncio.to_thread(run, command, file, "--data-dir", self.folder, env=self.env)
        assert done.returncode == 0, done.stderr


async def chatter(client: httpx.AsyncClient, may_end: asyncio.Event) -> None:
    """Write a message once the one before is answered, two at least, until `may_end`."""
    customer, number = await Customer.arrive(client, "en"), 0
    while not may_end.is_set() or number < 2:
        number += 1
        await customer.say(f"This is number {number}")
        await customer.hear(number)


async def everything_in(settings: Settings) -> list[StoredEvent]:
    async with open_event_log(settings.log_url) as log:
        return list(await log.tail(0, limit=100_000))


class DrillContract:
    """A shop that loses everything but its backup; a `Home` is a data folder with its database."""

    @pytest.fixture
    def homes(self) -> tuple[Home, Home]:
        raise NotImplementedError

    async def test_loses_only_what_came_after_the_backup_and_customers_go_on(
        self, homes: tuple[Home, Home], demo_data: Path, tmp_path: Path
    ) -> None:
        here, new = homes
        file = tmp_path / "b.tar"
        new_data_dir(here.folder, like=demo_data, index=True)
        tree = here.tree()
        try:
            await tree.start()
            async with new_client(tree.base_url) as client, asyncio.TaskGroup() as tasks:
                customer = await Customer.arrive(client, "en")
                await customer.say(WHOLE)
                (first,) = await customer.hear()
                may_end = asyncio.Event()
                writing = tasks.create_task(chatter(client, may_end))
                try:
                    await here.run("backup", file)
                finally:
                    may_end.set()
                await writing
                await customer.say("What comes after the backup is lost.")
        finally:
            await tree.kill()
        before = await everything_in(here.settings)
        position = check_backup(new.settings, file).position
        shutil.rmtree(here.folder)
        with tarfile.open(file) as tar:
            assert not [name for name in tar.getnames() if "readers" in name]
        await new.run("restore", file)
        restored = await everything_in(new.settings)
        assert restored == before[: len(restored)]
        assert position <= restored[-1].position < before[-1].position

        again = new.tree()
        try:
            await again.start()
            async with new_client(again.base_url) as client:
                later = customer.at(client)
                await later.say("Thank you!")
                replies = await later.hear(2)
        finally:
            await again.kill()

        assert replies[0]["text"] == first["text"]
        assert replies[1]["kind"] == "small_talk"


@pytest.mark.slow  # whole processes, killed and started again
class TestADrill(DrillContract):
    @pytest.fixture
    def homes(self, tmp_path: Path) -> tuple[Home, Home]:
        return Home(tmp_path / "data"), Home(tmp_path / "new")


@pytest.mark.slow
@pytest.mark.postgres
class TestADrillOnPostgres(DrillContract):
    @pytest.fixture
    async def homes(self, tmp_path: Path, server_url: str) -> AsyncIterator[tuple[Home, Home]]:
        async with fresh_database(server_url) as one, fresh_database(server_url) as other:
            yield Home(tmp_path / "data", one), Home(tmp_path / "new", other)
