"""A simulated fleet: which part is full first, and how long answers take until then.

`python -m benchmarks.speed.at_scale [--workers 100] [--apis 4] [--pages 20000]
[--redis-servers 1]`

Each message goes through the parts that `benchmarks.speed.fleet` measures, one after the other:
API, Valkey, worker, PostgreSQL. A part is a queue with so many servers (processor cores that it
can use), and holds a message for as long as was measured, drawn from an exponential distribution.
Messages come at random, at each of several shares of the rate at which the first part is full.
docs/scale.md has the figures and what they leave out.
"""

import argparse
import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.figures import Spread

LOADS = (0.5, 0.8, 0.9, 0.95, 1.1)  # of what the first full part can do
PROJECTORS = (1, 8, 50)  # processes; of 100 workers that help with half of their time: 50
_MESSAGES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Hold a part of the fleet: what a message costs it, and how much it can do at once."""

    name: str
    ms: float  # of processor time for one answer, as measured
    servers: int  # cores that it can use
    upkeep: float = 0.0  # share of its time that goes to open pages, in [0, 1]

    @property
    def per_s(self) -> float:
        """Return the answers a second at which it is full."""
        return self.servers * 1000 * (1 - self.upkeep) / self.ms


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCosts:
    """Hold the milliseconds that docs/scale.md tells the source of."""

    api_ms: float = 9.9
    valkey_ms: float = 1.1
    cluster_factor: float = 1.5  # times that, on all servers of a cluster together
    worker_ms: float = 32.7
    postgres_ms: float = 5.6
    page_read_ms: float = 0.08  # of PostgreSQL, for an open page in the time of a heartbeat
    page_api_ms: float = 0.10  # of the API, for the same
    event_ms: float = 0.141  # to take in an event for the lists, PostgreSQL's part included
    event_database_ms: float = 0.029  # that part
    pass_ms: float = 0.0009  # of PostgreSQL, to pass over an event of another process's share
    events: int = 5  # of an answer
    heartbeat_s: float = 15.0


def fleet(
    costs: UnitCosts,
    *,
    workers: int,
    apis: int,
    postgres_cores: int,
    pages: int,
    redis_servers: int = 1,
) -> list[Part]:
    """Return the parts in the order of a message's way."""
    valkey_ms = costs.valkey_ms * (costs.cluster_factor if redis_servers > 1 else 1)
    looks = pages / costs.heartbeat_s / 1000
    return [
        Part(name="API", ms=costs.api_ms, servers=apis, upkeep=looks * costs.page_api_ms / apis),
        Part(name="Valkey", ms=valkey_ms, servers=redis_servers),
        Part(name="workers", ms=costs.worker_ms, servers=workers),
        Part(
            name="PostgreSQL",
            ms=costs.postgres_ms,
            servers=postgres_cores,
            upkeep=looks * costs.page_read_ms / postgres_cores,
        ),
    ]


def projector(costs: UnitCosts, *, processes: int, postgres_cores: int) -> Part:
    """Return the lists' projector, of which no message waits; each process has a core.

    Each of them has PostgreSQL pass over the events of the others.
    """
    database_ms = (costs.event_database_ms + costs.pass_ms * (processes - 1)) / postgres_cores
    ms = costs.events * max(costs.event_ms / processes, database_ms)
    return Part(name=f"projector, {processes}", ms=ms, servers=1)


def simulate(parts: Sequence[Part], per_s: float, *, seed: int = 1) -> NDArray[np.float64]:
    """Return the seconds that each message needs through all parts."""
    random = np.random.default_rng(seed)
    came = np.cumsum(random.exponential(1 / per_s, _MESSAGES))
    now = came
    for part in parts:
        held = random.exponential(part.ms / 1000 / (1 - part.upkeep), _MESSAGES)
        now = _through(now, held, part.servers)
    return now - came


def _through(
    came: NDArray[np.float64], held: NDArray[np.float64], servers: int
) -> NDArray[np.float64]:
    """Return when each message leaves a part; who comes first is served first."""
    left = np.empty_like(came)
    free = [0.0] * servers
    for index in np.argsort(came, kind="stable"):
        begun = max(came[index], heapq.heappop(free))
        left[index] = begun + held[index]
        heapq.heappush(free, float(left[index]))
    return left


def main() -> None:
    """Print which part is full at which rate, and the waits below it."""
    parser = argparse.ArgumentParser(description="a simulated fleet")
    parser.add_argument("--workers", type=int, default=100)
    parser.add_argument("--apis", type=int, default=4)
    parser.add_argument("--postgres-cores", type=int, default=16)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--redis-servers", type=int, default=1)
    options = parser.parse_args()
    parts = fleet(UnitCosts(), **vars(options))
    print(f"  {options}")
    beside = [
        projector(UnitCosts(), processes=count, postgres_cores=options.postgres_cores)
        for count in PROJECTORS
    ]
    for part in sorted([*parts, *beside], key=lambda part: part.per_s):
        print(f"  {part.name:<12} is full at {part.per_s:7.0f} answers a second")
    first = min(part.per_s for part in parts)
    if first <= 0:
        print("  open pages alone are too many for it")
        return
    for load in LOADS:
        waits = simulate(parts, load * first)
        print(Spread.of(waits.tolist()).row(f"at {load:.0%} of that, {load * first:,.0f} a second"))


if __name__ == "__main__":
    main()
