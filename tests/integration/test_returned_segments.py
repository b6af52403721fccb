"""Events that a version before moved into files are in the log again after a start."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, text

from assistant.conversation.events import ConversationErased, StoredEvent
from assistant.conversation.ids import ConversationId
from assistant.ports import LogUnavailableError
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.log.event_log import open_event_log
from integrations.stores.sql.returned_segments import return_segments
from tests.support.processes.comptoir import run
from tests.support.processes.databases import OnPostgres, OnSqlite
from tests.support.processes.version_before import unpack_version_before
from tests.support.seeds.conversation_events import LATER, NOON, WIDGET, wrote
from tests.support.seeds.written_segments import move_into_segment, talk

NAMES = ("ann", "bob", "cleo")
_TABLES = ("archive_segments", "archive_parts", "archive_messages", "archive_files")

T = TypeVar("T")


async def whole(url: str, folder: Path | None = None) -> Sequence[StoredEvent]:
    """Return every event of the log, which each conversation has as well."""
    async with open_event_log(url, folder) as log:
        events = list(await log.tail(0, limit=999))
        for name in NAMES:
            theirs = [one for one in events if one.event.conversation_id == name]
            assert list((await log.read(ConversationId(name))).events) == theirs
        return events


async def rows_left(url: str) -> int:
    def count(connection: Connection) -> int:
        tables = (text(f"SELECT count(*) FROM {one}") for one in _TABLES)  # noqa: S608 - ours
        return sum(connection.execute(one).scalar_one() for one in tables)

    async with open_database(url) as database:
        return await database.read(count)


def files_in(folder: Path) -> list[Path]:
    return [*folder.rglob("*.parquet")]


class DyingDatabase:
    """Die before the write of a number, as a process that is killed does."""

    def __init__(self, database: Database, dies_at: int) -> None:
        self._database, self._left = database, dies_at

    async def write(self, work: Callable[[Connection], T]) -> T:
        self._left -= 1
        if self._left == 0:
            raise KeyboardInterrupt
        return await self._database.write(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self._database.read(work)


class ReturnContract:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "archive"

    @pytest.fixture
    async def told(self, url: str) -> Sequence[StoredEvent]:
        """Store three conversations, all over; return the log."""
        async with open_event_log(url) as log:
            for name in NAMES:
                await talk(log, name)
        return await whole(url)

    async def test_are_where_they_were_and_in_no_file(
        self, url: str, folder: Path, told: Sequence[StoredEvent]
    ) -> None:
        async with open_database(url) as database:
            await move_into_segment(database, folder, "ann", "cleo")
            await move_into_segment(database, folder, "bob", segment="2026-12/t")

        assert await whole(url, folder) == told
        assert await rows_left(url) == 0
        assert files_in(folder) == []
        assert await whole(url, folder) == told  # the next start has nothing to do

    @pytest.mark.usefixtures("told")
    async def test_a_message_that_is_delivered_again_is_still_stored_once(
        self, url: str, folder: Path
    ) -> None:
        async with open_database(url) as database:
            await move_into_segment(database, folder, "ann")

        async with open_event_log(url, folder) as log:
            again = wrote("q-ann", "ann", NOON)
            known = await log.accept(again, account_id=WIDGET, provider_message_id="q-ann")
            new = wrote("q-new", "ann", LATER)
            first = await log.accept(new, account_id=WIDGET, provider_message_id="q-new")

        assert (known.is_new, known.sequence) == (False, 2)
        assert (first.is_new, first.sequence) == (True, 6)

    async def test_what_a_stale_segment_has_twice_stays_as_the_log_has_it(
        self, url: str, folder: Path, told: Sequence[StoredEvent]
    ) -> None:
        async with open_database(url) as database:
            path = await move_into_segment(database, folder, "ann", "bob")
            content = path.read_bytes()
            await return_segments(database, folder)
            await move_into_segment(database, folder, "bob", state="stale")  # ann came back
            old = path.with_name("old.parquet")
            old.write_bytes(content)  # of a process that died: no row names it

        assert await whole(url, folder) == told

    @pytest.mark.parametrize("damage", ["gone", "other"])
    async def test_without_their_file_nothing_starts_and_nothing_is_lost(
        self, url: str, folder: Path, told: Sequence[StoredEvent], damage: str
    ) -> None:
        async with open_database(url) as database:
            path = await move_into_segment(database, folder, "ann")
        kept = path.read_bytes()
        path.unlink() if damage == "gone" else path.write_bytes(kept[:-1])

        with pytest.raises(LogUnavailableError, match="old conversations are in it"):
            await whole(url, folder)
        path.write_bytes(kept)

        assert await whole(url, folder) == told

    @pytest.mark.parametrize("state", ["writing", "dropped"])
    async def test_files_that_no_event_is_in_are_removed(
        self, url: str, folder: Path, told: Sequence[StoredEvent], state: str
    ) -> None:
        path = folder / "2026-11" / "w.parquet"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"half")
        noted = text(
            "INSERT INTO archive_segments (segment_id, state, made_at, first_position,"
            " last_position, events, bytes, sha256) VALUES ('2026-11/w', :state,"
            " '2026-11-01 00:00:00+00', 1, 2, 1, 0, '')"
        ).bindparams(state=state)
        async with open_database(url) as database:
            await database.write(lambda connection: connection.execute(noted).rowcount)

        assert await whole(url, folder) == told
        assert not path.exists()
        assert await rows_left(url) == 0

    async def test_of_several_starts_at_once_come_back_once(
        self, url: str, folder: Path, told: Sequence[StoredEvent]
    ) -> None:
        async with open_database(url) as database:
            for name in NAMES:
                await move_into_segment(database, folder, name, segment=f"2026-11/{name}")

        logs = await asyncio.gather(*(whole(url, folder) for _ in range(3)))

        assert list(logs) == [told] * 3
        assert await rows_left(url) == 0

    async def test_are_back_before_their_customer_is_erased(
        self, url: str, folder: Path, told: Sequence[StoredEvent]
    ) -> None:
        erased = ConversationErased(conversation_id=ConversationId("ann"), at=LATER)
        async with open_database(url) as database:
            await move_into_segment(database, folder, "ann", "bob")
            with pytest.raises(LogUnavailableError, match="start Comptoir again"):
                await SqlEventLog(database).erase(erased)
        assert await whole(url, folder) == told

        async with open_event_log(url) as log:
            await log.erase(erased)
            ann = await log.read(ConversationId("ann"))

        assert [e.event.text for e in ann.events if hasattr(e.event, "text")] == ["", ""]

    @pytest.mark.parametrize("dies_at", [1, 2, 3, 4])
    async def test_go_on_where_a_start_was_killed(
        self, url: str, folder: Path, told: Sequence[StoredEvent], dies_at: int
    ) -> None:
        async with open_database(url) as database:
            await move_into_segment(database, folder, "ann", segment="2026-11/a")
            await move_into_segment(database, folder, "bob", segment="2026-11/b")
            with pytest.raises(KeyboardInterrupt):
                await return_segments(DyingDatabase(database, dies_at), folder)

        assert await whole(url, folder) == told
        assert files_in(folder) == []
        assert await rows_left(url) == 0


class TestReturnedOnSqlite(OnSqlite, ReturnContract):
    @pytest.mark.slow
    async def test_that_the_real_version_before_moved_come_back(
        self, url: str, tmp_path: Path, told: Sequence[StoredEvent]
    ) -> None:
        (tmp_path / "code").mkdir()
        code = unpack_version_before(tmp_path / "code")
        data = tmp_path / "data"
        env = {"COMPTOIR_LOG__URL": url, "COMPTOIR_DATA_DIR": str(data)}
        moved = await asyncio.to_thread(run, "archive", "--before", "2026-03-02", cwd=code, env=env)
        assert "3 conversations, 15 events" in moved.stdout, moved.stderr
        assert len(files_in(data)) == 1

        assert await whole(url, data / "archive") == told
        assert await rows_left(url) == 0


@pytest.mark.postgres
class TestReturnedOnPostgres(OnPostgres, ReturnContract): ...
