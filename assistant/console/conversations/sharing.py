"""Work that many pages need alike is done once."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class SharedResults:
    """Results by key; who comes while one is worked out waits for it."""

    def __init__(self) -> None:
        self._results: dict[Hashable, asyncio.Future[Any]] = {}

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """Return what `make` gives, which is asked once for each key."""
        if key not in self._results:
            self._results[key] = asyncio.ensure_future(_run(make))
        result: T = await asyncio.shield(self._results[key])
        return result


async def _run(make: Callable[[], Awaitable[T]]) -> T:
    return await make()
