"""Ask one question for many callers: keys that come during a question go into the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class GatheredCalls(Generic[Key, Value]):
    """Gather the keys of callers, and ask for up to `most` of them at a time.

    `ask` returns one value for each key, in the order of the keys. The first of the callers waits
    `gather_s` for others. A call that is cancelled leaves the others theirs.
    """

    def __init__(
        self,
        ask: Callable[[Sequence[Key]], Awaitable[Sequence[Value]]],
        *,
        most: int = 500,
        gather_s: float = 0.0,
    ) -> None:
        self._ask = ask
        self._most = most
        self._gather_s = gather_s
        self._waiting: list[tuple[Key, asyncio.Future[Value]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def of(self, key: Key) -> Value:
        """Return the value of `key`, asked for after this call.

        Raises:
            Exception: what the question raised, for every key that it was asked for.
        """
        value: asyncio.Future[Value] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, value))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_all())
        return await value

    async def _ask_all(self) -> None:
        try:
            await asyncio.sleep(self._gather_s)
            while self._waiting:
                now, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._answer(now)
        finally:
            self._asking = None

    async def _answer(self, now: list[tuple[Key, asyncio.Future[Value]]]) -> None:
        try:
            found = await self._ask([key for key, _ in now])
        except Exception as error:  # noqa: BLE001 - it is the callers'
            for _, value in now:
                if not value.done():
                    value.set_exception(error)
            return
        for (_, value), one in zip(now, found, strict=True):
            if not value.done():
                value.set_result(one)
