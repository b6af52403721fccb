"""What the archive saves, and what reading from it costs.

    python -m benchmarks.speed.archive [--conversations N] [--postgres] [--json FILE]

All times are of the processor, so that other programs do not count, and none of waiting for the
disk. The conversations are those of `benchmarks.people.desk`, all over. Files lie in the temporary
directory: point TMPDIR at the disk meant.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text

from assistant.app.compose.local_installation import SystemClock
from assistant.conversation.events import ConversationErased
from assistant.conversation.ids import ConversationId
from assistant.desk.archive_round import archive_before
from assistant.desk.lists.list_projection import rebuild
from benchmarks.harness.machine import describe
from benchmarks.people.console_house import fill
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.log.conversation_archive import SqlConversationArchive
from integrations.stores.sql.log.event_log import SqlEventLog
from integrations.stores.sql.privacy.erased_copies import compact
from tests.support.processes.databases import fresh_database, running_postgres

_READS = 200
_ERASED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Times and sizes, before and after."""

    events: int
    database_mb: tuple[float, float]
    archive_mb: float
    files: int
    archive_s: float
    read_ms: tuple[float, float]  # a whole conversation, median
    tail_events_per_s: tuple[float, float]
    rebuild_s: tuple[float, float]  # the desk's lists
    erase_ms: float  # a conversation, its segment written anew, median
    first_read_ms: float  # of a process: PyArrow is loaded


def _size(connection: Connection) -> int:
    if connection.dialect.name == "sqlite":
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        return int(pages * connection.execute(text("PRAGMA page_size")).scalar_one())
    return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


async def _shrunk(database: Database) -> float:
    """Return the database's megabytes, without free pages."""
    await compact(database)
    await database.read(_vacuum)
    return await database.read(_size) / 1e6


def _vacuum(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("VACUUM FULL"))


async def _read_ms(log: SqlEventLog, count: int) -> float:
    chance, took = random.Random(2), list[float]()
    for number in chance.sample(range(count), min(_READS, count)):
        begun = time.process_time()
        await log.read(ConversationId(f"c{number:07}"))
        took.append(time.process_time() - begun)
    return sorted(took)[len(took) // 2] * 1000


async def _tail(log: SqlEventLog) -> tuple[int, float]:
    count, after, begun = 0, 0, time.process_time()
    while batch := await log.tail(after, limit=500):
        count, after = count + len(batch), batch[-1].position
    return count, count / (time.process_time() - begun)


async def _rebuild_s(database: Database) -> float:
    begun = time.process_time()
    await rebuild(SqlCases(database), progress=lambda _done, _last: None)
    return time.process_time() - begun


async def measure(url: str, folder: Path, count: int) -> Costs:
    """Archive everything, and measure before and after."""
    await fill(url, count)
    async with open_database(url, folder) as database:
        log = SqlEventLog(database)
        _, tail = await _tail(log)
        read, rebuilt = await _read_ms(log, count), await _rebuild_s(database)
        size = await _shrunk(database)
        begun = time.process_time()
        archive = SqlConversationArchive(database, SystemClock())
        moved = await archive_before(archive, datetime.now(UTC))
        took = time.process_time() - begun
        files = await asyncio.to_thread(lambda: len([*folder.rglob("*.parquet")]))
        left = await _shrunk(database)
        begun = time.process_time()
        await log.read(ConversationId("c0000001"))
        first = time.process_time() - begun
        later = await _read_ms(log, count), await _tail(log), await _rebuild_s(database)
        erasing = list[float]()
        for number in range(_ERASED):
            begun = time.process_time()
            erased = ConversationId(f"c{number * 97:07}")
            await log.erase(ConversationErased(conversation_id=erased, at=datetime.now(UTC)))
            erasing.append(time.process_time() - begun)
    return Costs(
        events=moved.events,
        database_mb=(size, left),
        archive_mb=moved.bytes / 1e6,
        files=files,
        archive_s=took,
        read_ms=(read, later[0]),
        tail_events_per_s=(tail, later[1][1]),
        rebuild_s=(rebuilt, later[2]),
        erase_ms=sorted(erasing)[_ERASED // 2] * 1000,
        first_read_ms=first * 1000,
    )


@asynccontextmanager
async def _database(folder: Path, *, postgres: bool) -> AsyncIterator[str]:
    if not postgres:
        yield f"sqlite:///{folder / 'log.db'}"
        return
    with running_postgres() as server:
        async with fresh_database(server) as url:
            yield url


async def run(args: argparse.Namespace) -> Costs:
    """Measure on one of the databases."""
    with tempfile.TemporaryDirectory() as folder:
        async with _database(Path(folder), postgres=args.postgres) as url:
            return await measure(url, Path(folder) / "archive", args.conversations)


def main() -> None:
    """Read the arguments, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--conversations", type=int, default=10_000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    found = asdict(asyncio.run(run(args)))
    for name, value in found.items():
        print(f"{name:18} {value}")
    if args.json:
        args.json.write_text(json.dumps({"machine": describe(), **found}, indent=1))


if __name__ == "__main__":
    main()
