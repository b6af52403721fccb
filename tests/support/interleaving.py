"""Run two processes' work in turns, so that each awaits wherever it asks its store."""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator
from itertools import product
from typing import Any, TypeVar, cast

T = TypeVar("T")

_ALL = 1_000  # steps: more than any work here takes


class _Slow:
    """Wrap a port: the other process may come in before each of its answers, and after it."""

    def __init__(self, port: object) -> None:
        self._port = port

    def __getattr__(self, name: str) -> object:
        method = getattr(self._port, name)

        async def slowly(*args: object, **named: object) -> object:
            await asyncio.sleep(0)
            answer = await method(*args, **named)
            await asyncio.sleep(0)
            return answer

        return slowly


def slow(port: T) -> T:
    """Return a port that awaits before and after each call, as one with a database does."""
    return cast(T, _Slow(port))


def turns(calls: int) -> Iterator[tuple[int, int]]:
    """Return how far the first work goes, and the other then, where each makes so many calls."""
    steps = range(1, 2 * calls + 1)
    return product(steps, steps)


def run_in_turns(
    works: Iterable[Coroutine[Any, Any, object]], first: int, second: int
) -> list[object]:
    """Run so many steps of two works each, then both to their ends; return what they say."""
    one, other = works
    said: dict[object, object] = {}
    for work, steps in ((one, first), (other, second), (one, _ALL), (other, _ALL)):
        for _ in range(steps):
            if work in said:
                break
            try:
                work.send(None)
            except StopIteration as done:
                said[work] = done.value
            except Exception as error:  # noqa: BLE001 - it is what the work says
                said[work] = error
    return [said[one], said[other]]
