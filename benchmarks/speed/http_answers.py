"""One grounded answer over HTTP, from the request to the reply's event, beside its floor.

`python -m benchmarks.speed.http_answers`

A real `comptoir serve` with one worker. Every question opens a conversation and its stream
first, which is not timed; then a message is posted, and the clock stops when the reply has
come through the stream. The floor is timed in the client's process, before or after in turn.
"""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.app.compose.search.local_models import open_encoder
from assistant.kit.settings.settings import Settings
from benchmarks.harness.client import Connection, Page
from benchmarks.harness.figures import Spread
from benchmarks.harness.floor import Floor
from benchmarks.harness.questions import Question
from benchmarks.harness.served import Served, serving
from benchmarks.harness.shop import open_work, prepare, questions
from benchmarks.speed.answers import COUNT, LEAST_ANSWERED, LEAST_FOUND, WARM_UP
from integrations.stores.sql import open_event_log

GOAL = 2.5  # times the floor
AT_ONCE = 16  # customers who wait at the same time
EACH = 20  # questions of each
_BUSY = 503  # the status of a message that is to be sent again


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Seconds of everything, warm-up left out."""

    floor: Floor
    replying: list[float]
    replies: list[dict[str, Any]]
    per_s: float  # answers, when `AT_ONCE` customers ask


async def measure(settings: Settings, asked: list[Question], folder: Path) -> Timings:
    """Ask every question once."""
    async with (
        open_event_log(f"sqlite:///{folder / 'floor.db'}") as floor_log,
        serving(settings, folder) as served,
    ):
        await served.wait_until_ready()
        floor = Floor(encoder=open_encoder(settings), log=floor_log)
        requests = await Connection.open(served.port)
        replying, replies = [], []
        for number, question in enumerate(asked):
            page = await Page.open(served.port, requests)
            if number % 2:
                await floor.take(question.text)
            started = time.perf_counter()
            replies.append(await page.ask(question.text))
            replying.append(time.perf_counter() - started)
            if not number % 2:
                await floor.take(question.text)
            await page.close()
        await requests.close()
        per_s = await ask_at_once(served, questions(AT_ONCE * EACH, skip=len(asked)))
    for timed in (floor.encoding, floor.writing, replying):
        del timed[:WARM_UP]
    return Timings(floor=floor, replying=replying, replies=replies, per_s=per_s)


async def ask_at_once(served: Served, asked: list[Question]) -> float:
    """Return answers a second to `AT_ONCE` customers who each ask again once answered."""

    async def customer(number: int) -> None:
        for question in asked[number::AT_ONCE]:
            requests = await Connection.open(served.port)  # one that is kept is closed when idle
            page = await Page.open(served.port, requests)
            while (await page.send(question.text))[0] == _BUSY:  # noqa: ASYNC110 - its answer tells
                await asyncio.sleep(0.1)
            await page.next(type="message", author="assistant")
            await page.close()
            await requests.close()

    started = time.perf_counter()
    await asyncio.gather(*(customer(number) for number in range(AT_ONCE)))
    return len(asked) / (time.perf_counter() - started)


def check(asked: list[Question], replies: list[dict[str, Any]]) -> str:
    """Return how the questions were answered; fail if they mostly were not."""
    answered = sum(reply["kind"] == "answered" for reply in replies) / len(asked)
    found = [
        not {shown["url"] for shown in (*reply["sources"], *reply["cards"])}.isdisjoint(q.urls)
        for q, reply in zip(asked, replies, strict=True)
    ]
    assert answered >= LEAST_ANSWERED, answered
    assert sum(found) >= LEAST_FOUND * len(asked), sum(found)
    return f"{answered:.0%} answered, {sum(found) / len(asked):.0%} from what was asked about"


def main() -> None:
    """Measure and print the table."""
    settings = prepare()
    asked = questions(WARM_UP + COUNT)
    with TemporaryDirectory(dir=open_work()) as folder:
        timings = asyncio.run(measure(settings, asked, Path(folder)))
    print(f"  {COUNT} questions: {check(asked, timings.replies)}")
    floor = timings.floor.print()
    reply = Spread.of(timings.replying)
    print(reply.row("POST to the reply's event", floor))
    p50, p95 = reply.p50_ms / floor.p50_ms, reply.p95_ms / floor.p95_ms
    print(f"  goal: at most {GOAL:g}x the floor; is {p50:.2f}x (p50), {p95:.2f}x (p95)")
    print(
        f"  {AT_ONCE} customers at once, one worker: {timings.per_s:.0f} answers a second, "
        "each in a conversation of its own"
    )


if __name__ == "__main__":
    main()
