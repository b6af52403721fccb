"""Wait in tests: on a clock that only sleepers move, or until something holds."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field


@dataclass
class Time:
    """A monotonic clock and its sleep, in seconds."""

    at: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    async def sleep(self, for_s: float) -> None:
        self.slept.append(for_s)
        self.at += for_s


async def until(
    condition: Callable[[], Awaitable[object]], *, within_s: float = 10.0, every_s: float = 0.005
) -> None:
    """Return once `condition` holds.

    Raises:
        AssertionError: it does not within `within_s`.
    """
    try:
        async with asyncio.timeout(within_s):
            while not await condition():  # noqa: ASYNC110 - other processes set no event
                await asyncio.sleep(every_s)
    except TimeoutError:
        message = f"not within {within_s} s"
        raise AssertionError(message) from None
