"""Keep change sets in this process's memory."""

from collections.abc import Collection, Sequence

from assistant.improvement.changes.change_set import ChangeId, ChangeSet, ChangeState
from assistant.improvement.changes.ports import ChangeConflictError, UnknownChangeError


class MemoryChangeBook:
    """A `ChangeBook` for one event loop."""

    def __init__(self, *changes: ChangeSet) -> None:
        self._kept = {one.change_id: one for one in changes}

    async def all(self, states: Collection[ChangeState] = ()) -> Sequence[ChangeSet]:
        chosen = (one for one in self._kept.values() if not states or one.state in states)
        return sorted(chosen, key=lambda one: (-one.conversations, one.change_id))

    async def get(self, change_id: ChangeId) -> ChangeSet:
        if change_id not in self._kept:
            raise UnknownChangeError(change_id)
        return self._kept[change_id]

    async def put(self, change: ChangeSet, *, expected_version: int | None) -> None:
        known = self._kept.get(change.change_id)
        if expected_version != (known.version if known else None):
            raise ChangeConflictError(change.change_id)
        self._kept[change.change_id] = change

    async def waiting(self) -> int:
        return sum(one.is_open for one in self._kept.values())

    async def has_unsettled(self) -> bool:
        return any(not one.is_settled for one in self._kept.values())
