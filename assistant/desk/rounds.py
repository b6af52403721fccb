"""Run the rounds of the desk, again and again, in one process of many."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from assistant.kit.duty import Duty
from assistant.kit.fault_log import report


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Hold one job of the desk, and how often it runs."""

    name: str
    every_s: float
    go: Callable[[], Awaitable[object]]


@dataclass(slots=True, kw_only=True)
class Rounds:
    """Run all rounds while this process is on duty; a round that fails does not stop another."""

    duty: Duty
    rounds: Sequence[Round]
    _due: dict[str, float] = field(default_factory=dict)

    async def run(self, stop: asyncio.Event) -> None:
        """Run the rounds until `stop` is set."""
        pause_s = min(one.every_s for one in self.rounds)

        async def work(_: asyncio.Event) -> float:
            await self.once()
            return pause_s

        await self.duty.run(stop, work, every_s=pause_s)

    async def once(self) -> None:
        """Run every round that is due."""
        loop = asyncio.get_running_loop()
        for one in self.rounds:
            if loop.time() < self._due.get(one.name, 0.0):
                continue
            self._due[one.name] = loop.time() + one.every_s
            try:
                await one.go()
            except Exception as error:  # noqa: BLE001 - a later round finds the same to do
                report("round.failed", error, round=one.name)
