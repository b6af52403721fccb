"""More messages than the workers answer: how long accepted ones wait, and how many are refused.

`python -m benchmarks.speed.pressure`

A real `comptoir serve` with one worker. First its capacity is measured: answers a second to
customers who each ask again once answered. Then messages come at 0.5, 1, 2 and 4 times that rate,
whether the ones before are answered or not, each from a page that waits for nothing else. Of a
message that was accepted the clock runs from the POST to the reply's event. A refused message is
not sent again here; each that was accepted must be answered.
"""

import asyncio
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.kit.settings.settings import Settings
from benchmarks.harness.client import Connection, Page
from benchmarks.harness.figures import Spread
from benchmarks.harness.questions import Question
from benchmarks.harness.served import Served, serving
from benchmarks.harness.shop import open_work, prepare, questions
from benchmarks.speed.http_answers import AT_ONCE, EACH, ask_at_once

GOAL_MS = 1500.0  # 95th percentile of accepted messages at four times the capacity
FACTORS = (0.5, 1.0, 2.0, 4.0)
FOR_S = 10.0  # of each
_ANSWERED_WITHIN_S = 60.0
_PAGES = 200  # opened before: opening one costs the server as much as a message


@dataclass(slots=True)
class Step:
    """Count what became of the messages of one rate."""

    factor: float
    sent: int = 0
    refused: int = 0
    without_wait: int = 0  # refused without Retry-After
    lost: int = 0
    waits: list[float] = field(default_factory=list)  # seconds, of accepted ones


async def press(port: int, pages: asyncio.Queue[Page], per_s: float, asked: list[Question]) -> Step:
    """Send messages at a rate, whether those before are answered or not."""
    step, loop = Step(0.0), asyncio.get_running_loop()
    begun = loop.time()
    async with asyncio.TaskGroup() as group:
        for number in count():
            due = begun + number / per_s
            if due > begun + FOR_S:
                break
            await asyncio.sleep(max(due - loop.time(), 0))
            text = asked[number % len(asked)].text
            group.create_task(_one(port, pages, step, text))
    return step


async def _one(port: int, pages: asyncio.Queue[Page], step: Step, text: str) -> None:
    page = pages.get_nowait() if not pages.empty() else await _open(port)
    step.sent += 1
    begun = time.perf_counter()
    status, headers = await page.send(text)
    if status in {429, 503}:
        step.refused += 1
        step.without_wait += "retry-after" not in headers
    else:
        assert status == 202, status  # accepted
        try:
            async with asyncio.timeout(_ANSWERED_WITHIN_S):
                await page.next(type="message", author="assistant")
        except TimeoutError:
            step.lost += 1
            return
        step.waits.append(time.perf_counter() - begun)
    pages.put_nowait(page)


async def _open(port: int) -> Page:
    return await Page.open(port, await Connection.open(port))


async def measure(settings: Settings, folder: Path) -> tuple[float, list[Step]]:
    """Return the capacity in answers a second, and what became of each rate."""
    async with serving(settings, folder) as served:
        await served.wait_until_ready()
        capacity = await ask_at_once(served, questions(AT_ONCE * EACH))
        pages: asyncio.Queue[Page] = asyncio.Queue()
        for _ in range(_PAGES):
            pages.put_nowait(await _open(served.port))
        return capacity, [await _step(served, pages, capacity, factor) for factor in FACTORS]


async def _step(served: Served, pages: asyncio.Queue[Page], capacity: float, factor: float) -> Step:
    asked = questions(round(capacity * factor * FOR_S) + 1)
    step = await press(served.port, pages, capacity * factor, asked)
    step.factor = factor
    return step


def main() -> None:
    """Measure and print the table."""
    settings = prepare()
    with TemporaryDirectory(dir=open_work()) as folder:
        capacity, steps = asyncio.run(measure(settings, Path(folder)))
    print(f"  capacity: {capacity:.0f} answers a second, one worker")
    for step in steps:
        spread = Spread.of(step.waits)
        print(
            f"  {step.factor:>3g}x: {step.sent} sent, {len(step.waits)} answered"
            f" ({len(step.waits) / FOR_S:.0f}/s), {step.refused} refused, {step.lost} lost;"
            f" p50 {spread.p50_ms:.0f} ms, p95 {spread.p95_ms:.0f} ms"
        )
    assert not any(step.lost or step.without_wait for step in steps)
    print(f"  goal: p95 of accepted messages at most {GOAL_MS:.0f} ms at {FACTORS[-1]:g}x")


if __name__ == "__main__":
    main()
