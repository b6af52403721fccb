"""Keep turns in shadow in memory."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from assistant.conversation.ids import ConversationId
from assistant.improvement.autonomy.shadow_turn import (
    DECIDED,
    ShadowCount,
    ShadowState,
    ShadowTurn,
    count_of,
)
from assistant.operations.autonomy.autonomy_table import AutonomySubject


class MemoryShadowBook:
    """Keep a `ShadowBook` for one event loop."""

    def __init__(self) -> None:
        self._kept: dict[str, ShadowTurn] = {}
        self._position = 0
        self._last_run: datetime | None = None
        self._edition = 0
        self._pruned = Counter[tuple[AutonomySubject, ShadowState]]()

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
        self._edition += turn.judged_at is not None
        return True

    async def note_run(self, at: datetime) -> None:
        self._last_run = at

    async def last_run(self) -> datetime | None:
        return self._last_run

    async def in_state(
        self, state: ShadowState, *, limit: int, of: Collection[ConversationId] | None = None
    ) -> Sequence[ShadowTurn]:
        found = [one for one in self.all() if one.state is state]
        return [one for one in found if of is None or one.conversation_id in of][:limit]

    async def get(self, turn_id: str) -> ShadowTurn | None:
        return self._kept.get(turn_id)

    async def edition(self) -> int:
        return self._edition

    async def ended(self) -> Sequence[ShadowTurn]:
        ended = (one for one in self.all() if one.judged_at is not None)
        return [one for one in ended if one.state is not ShadowState.PASSED]

    async def counts(self) -> Mapping[AutonomySubject, ShadowCount]:
        counted = self._pruned + Counter((one.subject, one.state) for one in self.all())
        subjects = {subject for subject, _ in counted}
        return {
            one: count_of({state: counted[one, state] for state in ShadowState}) for one in subjects
        }

    async def prune(self, before: Mapping[AutonomySubject, datetime], *, others: datetime) -> int:
        def is_old(one: ShadowTurn) -> bool:
            ended = one.judged_at or one.at
            of_row = before.get(one.subject, others)
            passed = one.state is ShadowState.PASSED
            return ended < (max(of_row, others) if passed else of_row)

        gone = [one for one in self.all() if one.state in DECIDED and is_old(one)]
        self._pruned.update((one.subject, one.state) for one in gone)
        for one in gone:
            del self._kept[one.turn_id]
        self._edition += bool(gone)
        return len(gone)

    def all(self) -> Sequence[ShadowTurn]:
        return sorted(self._kept.values(), key=lambda one: (one.at, one.turn_id))
