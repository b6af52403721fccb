"""Keep turns in shadow in memory."""

from collections.abc import Collection, Sequence
from datetime import datetime

from assistant.conversation.ids import ConversationId
from assistant.improvement.autonomy.shadow_turn import ShadowState, ShadowTurn


class MemoryShadowBook:
    """Keep a `ShadowBook` for one event loop."""

    def __init__(self) -> None:
        self._kept: dict[str, ShadowTurn] = {}
        self._position = 0
        self._last_run: datetime | None = None

    async def position(self) -> int:
        return self._position

    async def keep(
        self, begun: Sequence[ShadowTurn], judged: Sequence[ShadowTurn], *, position: int
    ) -> None:
        for one in begun:
            self._kept.setdefault(one.turn_id, one)
        for one in judged:
            await self.move(one, expected=ShadowState.WAITS)
        self._position = position

    async def move(self, turn: ShadowTurn, *, expected: ShadowState) -> bool:
        kept = self._kept.get(turn.turn_id)
        if kept is None or kept.state is not expected:
            return False
        self._kept[turn.turn_id] = turn
        return True

    async def note_run(self, at: datetime) -> None:
        self._last_run = at

    async def last_run(self) -> datetime | None:
        return self._last_run

    async def in_state(
        self, state: ShadowState, *, limit: int, of: Collection[ConversationId] | None = None
    ) -> Sequence[ShadowTurn]:
        found = [one for one in await self.all() if one.state is state]
        return [one for one in found if of is None or one.conversation_id in of][:limit]

    async def get(self, turn_id: str) -> ShadowTurn | None:
        return self._kept.get(turn_id)

    async def all(self) -> Sequence[ShadowTurn]:
        return sorted(self._kept.values(), key=lambda one: (one.at, one.turn_id))
