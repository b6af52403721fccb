"""What taking in the log costs the desk's lists, by one process and by several at once.

`python -m benchmarks.speed.projector [--conversations 4000] [--processes 1 2 4]`

A PostgreSQL that does not wait for the disk, and a log of a dozen events a conversation. Told are
events a second, and of each event the microseconds of processor time of the processes and of the
database, which other programs on the machine hardly change. Then what it costs in a second to
have nothing to take in, and to take in one event every tenth of a second.
"""

import argparse
import asyncio
import os
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from assistant.app.commands.record_upkeep import take_in_share
from assistant.conversation.ids import ALL_SHARDS, ConversationId
from assistant.desk.lists.list_shares import share
from benchmarks.harness.machine import describe
from benchmarks.people.desk import seed
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.desk.case_lists import SqlCases
from integrations.stores.sql.log.event_log import SqlEventLog
from tests.support.processes.databases import fresh_database, running_postgres
from tests.support.seeds.people_events import noted

_LOOKS = 100
_ARCHIVE = Path("no-archive")


def spent_by(root: int) -> float:
    """Return the seconds of processor time of a process and of all that it started."""
    spent, children = dict[int, float](), dict[int, list[int]]()
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (place / "stat").read_text("utf-8").rpartition(")")[2].split()
            spent[int(place.name)] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
            children.setdefault(int(fields[1]), []).append(int(place.name))
    found, left = 0.0, [root]
    while left:
        one = left.pop()
        found += spent.get(one, 0.0)
        left += children.get(one, [])
    return found


def postmaster_of(server_url: str) -> int:
    """Return the process of the server that a throwaway cluster runs."""
    home = Path(server_url.partition("host=")[2])
    return int((home / "data" / "postmaster.pid").read_text("ascii").split()[0])


async def take_in(database: Database, url: str, processes: int, server: int) -> str:
    """Make the lists again with so many processes; return a line of figures."""
    cases = SqlCases(database)
    await cases.start_over()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        loop = asyncio.get_running_loop()
        warm = partial(loop.run_in_executor, pool)
        await asyncio.gather(*(warm(time.sleep, 3) for _ in range(processes)))  # all are started
        ours, theirs, begun = spent_by(os.getpid()), spent_by(server), time.perf_counter()
        shares = [share(place, processes) for place in range(processes)]
        events = sum(
            await asyncio.gather(*(warm(take_in_share, url, _ARCHIVE, one) for one in shares))
        )
        took = time.perf_counter() - begun
        cpu = [spent_by(os.getpid()) - ours, spent_by(server) - theirs]
    return (
        f"  {processes} processes: {events / took:7,.0f} events a second; of one event"
        f" {1e6 * cpu[0] / events:.0f} us of the processes, {1e6 * cpu[1] / events:.0f} us of"
        f" PostgreSQL; load {os.getloadavg()[0]:.1f}"
    )


async def look(database: Database, server: int, *, writes: bool) -> str:
    """Return what a look for new events costs."""
    cases, log = SqlCases(database), SqlEventLog(database)
    spent = [0.0, 0.0]
    for number in range(_LOOKS):
        if writes:
            name = f"c{number:07}"
            await log.append(ConversationId(name), [noted(name, f"late-{number}", "vu")])
        ours, theirs = time.process_time(), spent_by(server)
        await cases.advance(limit=500, shards=ALL_SHARDS)
        spent[0] += time.process_time() - ours
        spent[1] += spent_by(server) - theirs
    what = "one event" if writes else "nothing"
    return (
        f"  a look that finds {what}: {1000 * spent[0] / _LOOKS:.2f} ms of the process,"
        f" {1000 * spent[1] / _LOOKS:.2f} ms of PostgreSQL"
    )


async def measure(server_url: str, conversations: int, each: list[int]) -> None:
    """Fill a log, and print each line as it is known."""
    server = postmaster_of(server_url)
    async with fresh_database(server_url) as url, open_database(url) as database:
        print(f"  {await seed(SqlEventLog(database), conversations):,} events", flush=True)
        for processes in each:
            print(await take_in(database, url, processes, server), flush=True)
        for writes in (False, True):
            print(await look(database, server, writes=writes), flush=True)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="what taking in the log costs")
    parser.add_argument("--conversations", type=int, default=4000)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4])
    options = parser.parse_args()
    print(describe())
    with running_postgres() as server_url:
        asyncio.run(measure(server_url, options.conversations, options.processes))


if __name__ == "__main__":
    main()
