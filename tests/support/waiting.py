"""Waiting for something to become true, instead of for time to pass."""

import asyncio
from collections.abc import Awaitable, Callable


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
