"""`CannedReplies` in memory, for tests and for trying things out."""

from collections.abc import Sequence

from assistant.canned.ports import ShortcutTakenError
from assistant.canned.types import Canned, CannedId


class MemoryCanned:
    """A `CannedReplies` within one event loop."""

    def __init__(self, *kept: Canned) -> None:
        self._kept = {one.canned_id: one for one in kept}

    async def all(self) -> Sequence[Canned]:
        return sorted(self._kept.values(), key=lambda one: one.shortcut)

    async def keep(self, canned: Canned) -> None:
        others = (one for one in self._kept.values() if one.canned_id != canned.canned_id)
        if any(one.shortcut == canned.shortcut for one in others):
            raise ShortcutTakenError(canned.shortcut)
        self._kept[canned.canned_id] = canned

    async def drop(self, canned_id: CannedId) -> None:
        self._kept.pop(canned_id, None)
