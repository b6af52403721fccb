"""A process that archives, or erases an archived conversation, is killed at each of its writes.

Whoever comes next finishes it: no event is lost or there twice, and no file has erased words.
"""

import shutil
import signal
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from assistant.conversation.events import ConversationErased, StoredEvent
from assistant.conversation.ids import ConversationId
from assistant.desk.archive_round import archive_before
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.archive.archive_tables import archive_segments
from integrations.stores.sql.archive.segment_files import SegmentFiles
from integrations.stores.sql.database import Database, fetch, open_database
from integrations.stores.sql.log.conversation_archive import SqlConversationArchive
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.processes.archive_process import start_archival
from tests.support.processes.worker_processes import ended
from tests.support.seeds.archived_log import AFTER_ALL, archive_all, talk, words_of
from tests.support.seeds.conversation_events import LATER

pytestmark = pytest.mark.slow  # a process for each write

MOST = 40  # writes: more is a round that does not end
NAMES = ("ann", "bob", "cleo")


def url_of(folder: Path) -> str:
    return f"sqlite:///{folder / 'log.db'}"


async def begin(folder: Path, *, archived: bool) -> None:
    async with open_database(url_of(folder)) as database:
        for name in NAMES:
            await talk(SqlEventLog(database), name)
        if archived:
            await archive_all(database)


async def whole(database: Database) -> list[StoredEvent]:
    log = SqlEventLog(database)
    events = list(await log.tail(0, limit=999))
    for name in NAMES:
        theirs = [one for one in events if one.event.conversation_id == name]
        assert list((await log.read(ConversationId(name))).events) == theirs
    return events


async def finish(database: Database) -> None:
    """Archive what is left, long after whoever died began to write a file."""
    clock = HandClock(at=AFTER_ALL + timedelta(days=1))
    await archive_before(SqlConversationArchive(database, clock), AFTER_ALL)


async def named_files(database: Database) -> set[Path]:
    rows = await fetch(database, select(archive_segments.c.segment_id))
    return {SegmentFiles(database.archive).path(row.segment_id) for row in rows}


async def test_killed_at_each_write_no_event_is_lost_or_twice(tmp_path: Path) -> None:
    template = tmp_path / "template"
    await begin(template, archived=False)
    async with open_database(url_of(template)) as database:
        before = await whole(database)
    for dies_at in range(1, MOST):
        folder = shutil.copytree(template, tmp_path / str(dies_at))
        code = await ended(start_archival(url_of(folder), dies_at=dies_at))
        async with open_database(url_of(folder)) as database:
            assert await whole(database) == before
            await finish(database)
            assert await whole(database) == before
            files = set(database.archive.rglob("*.parquet"))
            assert files == await named_files(database)
            assert len(files) == 1
        if code == 0:
            break
        assert code == -signal.SIGKILL

    assert code == 0
    assert dies_at > 6  # before and after each of its writes


async def test_killed_at_each_write_of_an_erasure_asking_again_erases(tmp_path: Path) -> None:
    template = tmp_path / "template"
    await begin(template, archived=True)
    for dies_at in range(1, MOST):
        folder = shutil.copytree(template, tmp_path / str(dies_at))
        code = await ended(start_archival(url_of(folder), erase="ann", dies_at=dies_at))
        async with open_database(url_of(folder)) as database:
            ann = ConversationErased(conversation_id=ConversationId("ann"), at=LATER)
            await SqlEventLog(database).erase(ann)
            left = str(await whole(database))
            assert words_of("ann") not in left
            assert words_of("bob") in left
            await finish(database)
            left = str(await whole(database))
            assert words_of("bob") in left
            assert set(database.archive.rglob("*.parquet")) == await named_files(database)
        for file in (folder / "archive").rglob("*.parquet"):
            assert words_of("ann") not in _text_of(file)
        if code == 0:
            break
        assert code == -signal.SIGKILL

    assert code == 0
    assert dies_at > 6


def _text_of(file: Path) -> str:
    """Return all that is in a file, whose bytes are compressed."""
    return str(pq.read_table(file).to_pylist())
