"""What Meta posts to a real `comptoir serve`: how fast it is taken, and that nothing is lost.

`python -m benchmarks.channels.webhooks [--seconds 20] [--rate 200] [--fuzzed 10000]`

First signed messages of different customers come at a steady rate, each at its moment whether or
not those before were answered, while a worker writes answers and sends them to the simulator of
Meta's servers. A post is timed from the moment it was due. Then come payloads that are broken at
random, WhatsApp's and Messenger's, with valid messages beside them: every post must be answered
below 500, and every valid message must be in the log.
"""

import argparse
import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from benchmarks.harness.client import HOST, Connection
from benchmarks.harness.figures import Spread, percentile
from benchmarks.harness.machine import busy
from benchmarks.harness.served import Served, serving
from benchmarks.harness.shop import open_work, prepare, questions
from integrations.channels.meta.simulator import whatsapp_shapes as shapes
from integrations.channels.meta.simulator.delivery_batches import deliveries
from integrations.channels.meta.simulator.simulator import Simulator, simulating
from integrations.channels.meta.simulator.types import Bubble
from integrations.channels.meta.simulator.webhook_carrier import sign
from tests.support.patience import until
from tests.support.simulators.graph.broken_payloads import Channel, fuzzed

GOAL_MS = 50.0  # of 95 in 100 posts
_AT_ONCE = 48  # connections
_WARM_UP_S = 2.0
_CHANNELS: tuple[Channel, ...] = ("whatsapp", "messenger")


@dataclass(slots=True, kw_only=True)
class Poster:
    """Posts over connections that are kept open; whoever is due takes a free one."""

    secret: str
    free: "asyncio.Queue[Connection]" = field(default_factory=asyncio.Queue)
    statuses: Counter[int] = field(default_factory=Counter)

    @classmethod
    async def open(cls, port: int, secret: str) -> "Poster":
        """Connect."""
        poster = cls(secret=secret)
        for _ in range(_AT_ONCE):
            poster.free.put_nowait(await Connection.open(port))
        return poster

    async def post(self, path: str, body: bytes, due: float) -> float:
        """Post a body; return the seconds since it was due."""
        head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(body)}\r\n"
        head += f"Content-Type: application/json\r\nX-Hub-Signature-256: {sign(body, self.secret)}"
        connection = await self.free.get()
        try:
            connection.writer.write(head.encode() + b"\r\n\r\n" + body)
            status, headers = await connection.head()
            await connection.reader.readexactly(int(headers.get("content-length", 0)))
        finally:
            self.free.put_nowait(connection)
        self.statuses[status] += 1
        return time.perf_counter() - due

    async def close(self) -> None:
        """Leave."""
        while not self.free.empty():
            await self.free.get_nowait().close()


def messages(simulator: Simulator, count: int) -> Iterator[bytes]:
    """Yield the posts of so many customers who each ask one thing."""
    asked = questions(min(count, 400))
    for number in range(count):
        customer = simulator.whatsapp()
        bubble = Bubble(
            id=simulator.world.new_id(simulator.number),
            mine=True,
            kind="text",
            content={"text": {"body": asked[number % len(asked)].text}},
            at=simulator.world.now(),
        )
        customer.thread.bubbles.append(bubble)
        customer.thread.last_inbound = bubble.at
        shown = shapes.message(bubble, customer.thread)
        update = shapes.inbound(simulator.number, customer.thread, shown, bubble.at)
        (body,) = deliveries([update], None)
        yield orjson.dumps(body)


async def post_steadily(poster: Poster, bodies: list[bytes], rate: int) -> list[float]:
    """Post each body at its moment; return the seconds each took."""
    began = time.perf_counter() + 0.1
    tasks = []
    for number, body in enumerate(bodies):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(poster.post("/webhooks/whatsapp", body, due)))
    return list(await asyncio.gather(*tasks))


async def measure_speed(served: Served, simulator: Simulator, *, seconds: int, rate: int) -> None:
    """Print how fast posts are acknowledged while answers are written."""
    bodies = list(messages(simulator, round(rate * (seconds + _WARM_UP_S))))
    poster = await Poster.open(served.port, simulator.world.app.secret)
    before, worked, cpu = busy(), time.perf_counter(), served.cpu()
    taken = await post_steadily(poster, bodies, rate)
    share = (busy() - before) / (time.perf_counter() - worked)
    spent = {name: seconds - cpu.get(name, 0) for name, seconds in served.cpu().items()}
    answered = _answered(simulator)
    await poster.close()
    assert set(poster.statuses) == {200}, poster.statuses
    timed = taken[round(rate * _WARM_UP_S) :]
    spread = Spread.of(timed)
    print(spread.row(f"acknowledged, {rate} posts a second"))
    print(
        f"  p99 {1000 * percentile(sorted(timed), 0.99):.2f} ms, longest {1000 * max(timed):.0f} ms"
    )
    print(f"  {answered} answers reached phones meanwhile; the machine used {share:.1f} processors")
    per_post = 1000 * spent["API"] / len(bodies)
    used = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in spent.items())
    print(f"  of them {used}; the API {per_post:.2f} ms a post, its way into the log included")
    print(f"  goal: p95 at most {GOAL_MS:g} ms; is {spread.p95_ms:.1f} ms")


def _answered(simulator: Simulator) -> int:
    threads = simulator.world.threads.values()
    return sum(any(not one.mine for one in thread.bubbles) for thread in threads)


async def measure_loss(served: Served, log: Path, *, secret: str, count: int) -> None:
    """Print what broken payloads cost; fail if a valid message is lost or a post is not taken."""
    poster, said = await Poster.open(served.port, secret), set()
    started = time.perf_counter()
    for channel in _CHANNELS:
        posts = []
        for one in fuzzed(channel, count=count // len(_CHANNELS), seed=7):
            said |= {one.says} if one.says else set()
            posts.append(poster.post(f"/webhooks/{channel}", one.body, started))
            if len(posts) == _AT_ONCE:
                await asyncio.gather(*posts)
                posts.clear()
        await asyncio.gather(*posts)
    await poster.close()
    took = time.perf_counter() - started

    async def all_there() -> bool:
        return said <= await asyncio.to_thread(_written, log)

    lost: set[str] = set()
    try:
        await until(all_there, within_s=180, every_s=1)
    except AssertionError:
        lost = said - _written(log)
    print(f"  {count} broken payloads in {took:.0f} s: answered {dict(poster.statuses)}")
    print(f"  {len(said)} valid messages beside them, {len(lost)} lost")
    assert not lost, sorted(lost)[:5]
    assert all(status < 500 for status in poster.statuses), poster.statuses


def _written(log: Path) -> set[str]:
    """Return what customers wrote, by the log's file: the server has it open, too."""
    with closing(sqlite3.connect(f"file:{log}?mode=ro", uri=True)) as database:
        rows = database.execute(
            "SELECT json_extract(payload, '$.text') FROM events WHERE type = 'customer_wrote'"
        )
        return {text for (text,) in rows}


async def measure(*, seconds: int, rate: int, count: int) -> None:
    """Serve, post and print."""
    settings = prepare()
    with TemporaryDirectory(dir=open_work()) as name:
        folder = Path(name)
        async with simulating() as simulator:
            simulator.world.carrier.keeps = simulator.graph.keeps = False
            simulator.number.per_second = 100_000
            async with serving(settings, folder, more=simulator.settings()) as served:
                await served.wait_until_ready()
                simulator.register(f"http://{HOST}:{served.port}")
                await measure_speed(served, simulator, seconds=seconds, rate=rate)
            log = folder / "fuzzed.db"
            async with serving(
                settings, folder, log_url=f"sqlite+aiosqlite:///{log}", more=simulator.settings()
            ) as served:
                await served.wait_until_ready()
                secret = simulator.world.app.secret
                await measure_loss(served, log, secret=secret, count=count)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--fuzzed", type=int, default=10_000)
    given = parser.parse_args()
    asyncio.run(measure(seconds=given.seconds, rate=given.rate, count=given.fuzzed))


if __name__ == "__main__":
    main()
