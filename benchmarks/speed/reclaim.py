"""What it costs Valkey that workers look for the work of dead ones, while much is in hand.

`python -m benchmarks.speed.reclaim`: 100 workers ask every 3 s, as `WorkerLimits` has it, and find
nothing. The figures are Valkey's own, of all scripts.
"""

import asyncio
import time

from assistant.messages.worker import WorkerLimits
from integrations.stores.redis.redis_client import connect
from integrations.stores.redis.work_stream import GROUP, WorkStream, stream_key
from tests.support.processes.valkey_server import running_valkey

WORKERS = 100
ROUNDS = 2  # of all workers
_KEY = stream_key("{comptoir}")


async def measure(url: str, limits: WorkerLimits) -> None:
    """Measure and print."""
    async with connect(url) as redis:
        workers = [WorkStream(redis, consumer=f"w{number}") for number in range(WORKERS)]
        await redis.xgroup_create(_KEY, GROUP, id="0", mkstream=True)
        async with redis.pipeline(transaction=False) as pipe:
            for number in range(WORKERS * limits.in_hand):
                pipe.xadd(_KEY, {"conversation": f"c{number}"})
            await pipe.execute()
        for number in range(WORKERS):
            await redis.xreadgroup(GROUP, f"w{number}", {_KEY: ">"}, count=limits.in_hand)
        await redis.config_resetstat()
        begun, pause_s = time.monotonic(), limits.reclaim_idle_s / 3 / WORKERS
        for number in range(ROUNDS * WORKERS):
            await asyncio.sleep(max(begun + number * pause_s - time.monotonic(), 0))
            assert await workers[number % WORKERS].reclaim(idle_s=limits.reclaim_idle_s) is None
        stats = (await redis.info("commandstats"))["cmdstat_evalsha"]
        each = (await redis.info("latencystats"))["latency_percentiles_usec_evalsha"]
        busy_ms = stats["usec"] / 1000 / (time.monotonic() - begun)
    print(f"  {WORKERS * limits.in_hand} entries in hand of {WORKERS} workers")
    print(f"  scripts: {stats['calls']}, {busy_ms:.1f} ms of Valkey's thread in a second")
    print(f"  of one: {stats['usec_per_call']:.0f} us, p99 {each['p99']:.0f} us")


if __name__ == "__main__":
    with running_valkey() as server:
        asyncio.run(measure(server.url, WorkerLimits()))
