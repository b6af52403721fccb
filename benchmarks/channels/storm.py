"""10,000 WhatsApp messages through a bad network while a worker is killed every second.

`python -m benchmarks.channels.storm [--customers 2500] [--each 4] [--minutes 60] [--json]`

The API is a real `comptoir serve`, which is killed too, three times; the workers are real but for
their turn, which echoes what it answers, so that a phone shows which messages were answered. The
simulator of Meta's servers doubles, merges, splits and reorders what it posts. Half of the
customers wait for each answer before they write on. Every count of what must not be has to be 0,
and the benchmark fails if one is not.
"""

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path

from tests.support.processes.channel_storm import Weather, storm
from tests.support.processes.valkey_server import running_valkey

_MAY_BE = {"messages", "replies", "worker_kills", "api_kills", "posts"}


async def measure(weather: Weather) -> dict[str, float]:
    """Return the counts, and how long it took."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, running_valkey() as valkey:
        found = (await storm(Path(folder), valkey.url, weather)).figures()
    assert not any(n for name, n in found.items() if name not in _MAY_BE), found
    return {**found, "seconds": round(time.perf_counter() - started, 1)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=2500)
    parser.add_argument("--each", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=60.0, help="then nobody begins any more")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    weather = Weather(
        customers=given.customers,
        each=given.each,
        begin_within_s=60 * given.minutes,
        api_kills=3,
    )
    found = asyncio.run(measure(weather))
    if given.json:
        print(json.dumps(found))
        return
    print(f"  {found['messages']:.0f} messages in {found['seconds']:.0f} s:")
    for name, count in found.items():
        print(f"  {name:<20} {count:g}")


if __name__ == "__main__":
    main()
