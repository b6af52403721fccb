"""Open a part of a process with its first use."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class OpenedOnce(Generic[T]):
    """Hold a part that is opened with its first use, and once."""

    opening: Callable[[], Awaitable[T]]
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _part: T | None = None

    async def get(self) -> T:
        """Return the part; after an error of `opening`, the next call tries again."""
        async with self._lock:
            if self._part is None:
                self._part = await self.opening()
            return self._part
