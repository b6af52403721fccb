"""Implement `ChangeStore` for stores that load late, and for work that people do themselves."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from assistant.improvement.changes.change_set import ChangeSet
from assistant.improvement.changes.ports import ChangeStore


@dataclass(frozen=True, slots=True)
class LateStore:
    """Implement `ChangeStore` by one that is loaded when it is first asked."""

    load: Callable[[], Awaitable[ChangeStore]]  # once

    async def current(self, change: ChangeSet) -> str:
        return await (await self.load()).current(change)

    async def publish(self, change: ChangeSet, *, by: str) -> str:
        return await (await self.load()).publish(change, by=by)

    async def take_back(self, change: ChangeSet, *, by: str) -> None:
        await (await self.load()).take_back(change, by=by)


class DoneTasks:
    """Implement `ChangeStore` for tasks: people do the work, and approve it once it is done."""

    async def current(self, change: ChangeSet) -> str:
        return change.before

    async def publish(self, change: ChangeSet, *, by: str) -> str:
        del change, by
        return ""

    async def take_back(self, change: ChangeSet, *, by: str) -> None:
        """Do nothing: people undo their own work."""
