"""How many deeds a second the chain of the audit takes, from 1, 4 and 8 writers at once.

`python -m benchmarks.speed.audit`: a PostgreSQL of our own that waits for the disk. Each writer has
a connection of its own, as each process has, and writes one deed at a time.
"""

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from assistant.desk.staff.audit_chain import Action, Deed
from integrations.stores.sql.database import open_database
from integrations.stores.sql.staff.staff_audit import SqlAudit
from tests.support.processes.databases import fresh_database, running_postgres

FOR_S = 8.0
WRITERS = (1, 4, 8)


async def measure(url: str, writers: int) -> tuple[float, float]:
    """Return deeds a second, and the 95th percentile of one in milliseconds."""
    taken = list[float]()
    deed = Deed(at=datetime.now(UTC), actor="anna", action=Action.SIGNED_IN, subject="anna")
    async with AsyncExitStack() as stack:
        audits = [
            SqlAudit(await stack.enter_async_context(open_database(url))) for _ in range(writers)
        ]
        until = time.perf_counter() + FOR_S

        async def write(audit: SqlAudit) -> None:
            while (begun := time.perf_counter()) < until:
                await audit.write(deed)
                taken.append(time.perf_counter() - begun)

        await asyncio.gather(*map(write, audits))
    return len(taken) / FOR_S, sorted(taken)[int(len(taken) * 0.95)] * 1000


async def main() -> None:
    """Measure and print each number of writers."""
    with running_postgres(durable=True) as server_url:
        async with fresh_database(server_url) as url:
            for writers in WRITERS:
                rate, p95_ms = await measure(url, writers)
                print(f"  {writers} writers: {rate:.0f} deeds a second, p95 {p95_ms:.0f} ms")


if __name__ == "__main__":
    asyncio.run(main())
