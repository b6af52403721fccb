"""Old conversations are in files of the archive, and whole to whoever reads the log."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import Connection, Executable, func, select

from assistant.conversation.events import (
    AttachmentReceived,
    ConversationErased,
    StoredEvent,
)
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Attachment
from assistant.desk.lists.list_projection import rebuild
from assistant.desk.ports import CaseQuery, View
from assistant.improvement.replay.replayed_span import ReplaySpan, conversations_of
from assistant.ports import EventLog, LogUnavailableError
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.archive.archive_tables import archive_parts, archive_segments
from integrations.stores.sql.database import Database, fetch, open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.log.conversation_archive import SqlConversationArchive
from integrations.stores.sql.log.stale_segments import SegmentRewriting
from integrations.stores.sql.privacy.personal_traces import SqlTraces
from integrations.stores.sql.tables import events
from tests.contract.event_log import EventLogContract, accept
from tests.contract.traces import LEA, TracesContract
from tests.contract.traces import Scene as TracesScene
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.processes.databases import fresh_database, url_of_copy
from tests.support.seeds.archived_log import (
    AFTER_ALL,
    EagerlyArchivedLog,
    archive_all,
    talk,
    words_of,
)
from tests.support.seeds.conversation_events import LATER, NOON, started, wrote
from tests.support.seeds.people_events import claimed, of, proven, resolved

NAMES = ("ann", "bob", "cleo")
ANN = ConversationId("ann")


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        tables = request.getfixturevalue("sqlite_tables")
        async with open_database(url_of_copy(tables, tmp_path / "log.db")) as database:
            yield database
        return
    server, tables = map(request.getfixturevalue, ("server_url", "postgres_tables"))
    fresh = fresh_database(server, template=tables)
    async with fresh as url, open_database(url, tmp_path / "archive") as database:
        yield database


@pytest.fixture
async def log(database: Database) -> SqlEventLog:
    """Return a log of three conversations, all over."""
    log = SqlEventLog(database)
    for name in NAMES:
        await talk(log, name)
    return log


async def count_live(database: Database) -> int:
    ((count,),) = await fetch(database, select(func.count()).select_from(events))
    return cast("int", count)


def files_of(database: Database) -> list[Path]:
    return sorted(database.archive.rglob("*.parquet"))


async def whole(log: EventLog) -> list[StoredEvent]:
    """Return every event of the log, read a few at a time."""
    found: list[StoredEvent] = []
    while batch := await log.tail(found[-1].position if found else 0, limit=4):
        found += batch
    return found


class TestALogInTheArchive(EventLogContract):
    @pytest.fixture
    def event_log(self, database: Database) -> EventLog:
        return cast("EventLog", EagerlyArchivedLog(database))


class TestTracesInTheArchive(TracesContract):
    @pytest.fixture
    def scene(self, database: Database) -> TracesScene:
        log = cast("EventLog", EagerlyArchivedLog(database))
        return TracesScene(log=log, traces=SqlTraces(database))


class TestAnArchivedConversation:
    async def test_is_read_as_it_was_and_is_in_the_database_no_more(
        self, log: SqlEventLog, database: Database
    ) -> None:
        before = await whole(log), await log.read(ANN), await log.read(ANN, after=3)

        moved = await archive_all(database)

        assert (moved.conversations, moved.events) == (3, len(before[0]))
        assert await count_live(database) == 0
        assert (await whole(log), await log.read(ANN), await log.read(ANN, after=3)) == before
        assert (await archive_all(database)).events == 0

    @pytest.mark.usefixtures("log")
    async def test_is_in_files_that_nobody_else_of_the_machine_reads(
        self, database: Database
    ) -> None:
        await archive_all(database)

        (file,) = files_of(database)
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.parent.stat().st_mode & 0o777 == 0o700

    async def test_goes_on_when_the_customer_writes_again(
        self, log: SqlEventLog, database: Database
    ) -> None:
        before = await log.read(ANN)
        await archive_all(database)

        await accept(log, wrote("again", "ann", LATER))

        after = await log.read(ANN)
        assert after.events[:-1] == before.events
        assert after.events[-1].sequence == len(before.events) + 1
        assert list(await log.unanswered(LATER + timedelta(days=1), limit=9)) == [ANN]
        await archive_all(database)  # the message waits, so it stays
        assert await count_live(database) == 1

    async def test_is_in_two_segments_after_it_went_on_and_grew_old_again(
        self, log: SqlEventLog, database: Database
    ) -> None:
        await archive_all(database)
        await log.append(ANN, [of("ann", claimed("lea"))])
        await log.append(ANN, [of("ann", replace(claimed("lea"), at=LATER))])
        before = await log.read(ANN)
        assert (await archive_all(database)).events == 0  # a person has it

        await log.append(ANN, [of("ann", resolved(at=LATER))])
        await archive_all(database)

        assert (await log.read(ANN)).events[:-1] == before.events
        assert len(files_of(database)) == 2

    async def test_takes_a_repeated_message_for_a_repeat(
        self, log: SqlEventLog, database: Database
    ) -> None:
        first = await accept(log, wrote("q-ann", "ann", text=words_of("ann")))
        await archive_all(database)

        again = await accept(log, wrote("q-ann", "ann", text=words_of("ann")))
        other = await accept(log, wrote("q-ann", "ann", text="others"))

        assert again == first
        assert other.differs
        assert await count_live(database) == 0

    @pytest.mark.usefixtures("log")
    async def test_stays_where_it_is_while_it_is_young(self, database: Database) -> None:
        assert (await archive_all(database, before=NOON)).events == 0
        assert not files_of(database)

    async def test_is_listed_found_and_replayed_as_before(
        self, log: SqlEventLog, database: Database
    ) -> None:
        cases, span = SqlCases(database), ReplaySpan(NOON - timedelta(days=1), LATER)
        await archive_all(database)

        await rebuild(cases, progress=lambda _done, _last: None)

        listed = await cases.list(CaseQuery(view=View.ALL, words=words_of("ann")))
        assert [one.conversation_id for one in listed.cases] == [ANN]
        assert [one async for one in conversations_of(log, span)] == list(NAMES)

    async def test_keeps_the_files_that_came_with_it(
        self, log: SqlEventLog, database: Database
    ) -> None:
        file = Attachment(attachment_id="f1", name="a.png", media_type="image/png", size=3)
        came = AttachmentReceived(
            conversation_id=ANN, at=NOON, message_id=MessageId("q-ann"), attachment=file
        )
        await log.append(ANN, [came])
        await archive_all(database)

        sent = await SqlTraces(database).attachments_sent(NOON - timedelta(days=1))

        assert sent == {"f1"}

    async def test_says_so_when_its_file_is_gone_or_damaged(
        self, log: SqlEventLog, database: Database
    ) -> None:
        await archive_all(database)
        (file,) = files_of(database)
        content = file.read_bytes()

        file.write_bytes(content[:-9] + b"?" + content[-8:])
        with pytest.raises(LogUnavailableError, match="take it from a backup"):
            await log.read(ANN)
        file.unlink()
        with pytest.raises(LogUnavailableError, match="missing from"):
            await log.read(ANN)
        file.write_bytes(content)
        assert len((await log.read(ANN)).events) > 0


class TestErasing:
    async def test_takes_a_person_out_of_the_files_and_leaves_the_others(
        self, log: SqlEventLog, database: Database
    ) -> None:
        bob = await log.read(ConversationId("bob"))
        await archive_all(database)
        (before,) = files_of(database)

        await log.erase(ConversationErased(conversation_id=ANN, at=LATER))

        (after,) = files_of(database)
        assert after != before
        assert words_of("ann") not in str(await whole(log))
        assert [one.sequence for one in (await log.read(ANN)).events] == list(range(1, 7))
        assert await log.read(ConversationId("bob")) == bob
        left = await fetch(database, select(archive_parts.c.conversation_id))
        assert {row.conversation_id for row in left} == {"bob", "cleo"}

    async def test_everybody_of_a_segment_removes_its_file(
        self, log: SqlEventLog, database: Database
    ) -> None:
        positions = [one.position for one in await whole(log)]
        await archive_all(database)

        for name in NAMES:
            erased = ConversationErased(conversation_id=ConversationId(name), at=LATER)
            await log.erase(erased)
            await log.erase(erased)

        assert not files_of(database)
        assert [one.position for one in await whole(log)][: len(positions)] == positions
        await archive_all(database)  # what is left of them may go again
        assert await count_live(database) == 0
        assert "Zéphyrine" not in str(await whole(log))

    async def test_three_at_once_of_one_segment(self, log: SqlEventLog, database: Database) -> None:
        await talk(log, "dora")
        dora = await log.read(ConversationId("dora"))
        await archive_all(database)

        await asyncio.gather(
            *(
                log.erase(ConversationErased(conversation_id=ConversationId(one), at=LATER))
                for one in NAMES
            )
        )

        left = str(await whole(log))
        assert not any(words_of(one) in left for one in NAMES)
        assert await log.read(ConversationId("dora")) == dora
        await archive_all(database)
        assert words_of("dora") in str(await whole(log))

    async def test_ends_where_another_process_wrote_the_segment_anew(
        self, log: SqlEventLog, database: Database
    ) -> None:
        await archive_all(database)
        (before,) = await fetch(database, select(archive_segments))
        await log.erase(ConversationErased(conversation_id=ConversationId(NAMES[0]), at=LATER))

        await SegmentRewriting(database, before).run()

        (after,) = await fetch(database, select(archive_segments))
        assert after.segment_id != before.segment_id
        assert words_of(NAMES[1]) in str(await whole(log))

    async def test_finds_who_proved_it_in_an_archived_conversation(
        self, log: SqlEventLog, database: Database
    ) -> None:
        await talk(log, "eve", proven("eve", "lea"))
        await archive_all(database)
        assert list(await SqlTraces(database).naming(LEA)) == ["eve"]

    @pytest.mark.usefixtures("log")
    async def test_by_the_retention_time_reaches_archived_conversations(
        self, database: Database
    ) -> None:
        await archive_all(database)

        assert set(await SqlTraces(database).idle(LATER, limit=9)) == set(NAMES)


class TestReadingMeanwhile:
    async def test_a_reader_misses_nothing_and_sees_nothing_twice(
        self, log: SqlEventLog, database: Database
    ) -> None:
        for number in range(40):
            await talk(log, f"c{number}")
        before = await whole(log)
        moving = asyncio.create_task(archive_all(database))
        seen = [await whole(log)]
        while not moving.done():
            seen.append(await whole(log))

        assert (await moving).events == len(before)
        assert all(one == before for one in [*seen, await whole(log)])


class Interrupted:
    """A database whose reader is held up before its third question until `meanwhile` is over."""

    def __init__(self, database: Database, meanwhile: Callable[[], object]) -> None:
        self._database, self._meanwhile = database, meanwhile

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a database has
        return getattr(self._database, name)

    async def read(self, work: Callable[[Connection], object]) -> object:
        asked = 0

        def ask(connection: Connection) -> object:
            def execute(statement: Executable) -> object:
                nonlocal asked
                asked += 1
                if asked == 3:
                    self._meanwhile()
                return connection.execute(statement)

            return work(cast("Connection", SimpleNamespace(execute=execute)))

        return await self._database.read(ask)


async def test_a_message_that_comes_while_its_conversation_is_picked_keeps_it_in_the_log(
    tmp_path: Path,
) -> None:
    async with open_database(f"sqlite:///{tmp_path / 'log.db'}") as database:
        log, loop = SqlEventLog(database), asyncio.get_running_loop()
        await talk(log, "ann")

        def write() -> None:
            again = accept(log, wrote("again", "ann", LATER))
            asyncio.run_coroutine_threadsafe(again, loop).result(timeout=20)

        archive = SqlConversationArchive(
            cast("Database", Interrupted(database, write)), HandClock(at=AFTER_ALL)
        )
        moved = await archive.move(AFTER_ALL, after=0)

        assert moved.events == 0
        assert await count_live(database) == len((await log.read(ANN)).events) == 6


async def test_a_conversation_that_began_twice_began_once(
    log: SqlEventLog, database: Database
) -> None:
    first = (await log.read(ANN)).events[0]
    await archive_all(database)

    assert await log.start(started("ann")) == first
