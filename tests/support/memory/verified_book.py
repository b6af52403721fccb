"""Keep verified answers in this process's memory."""

from collections.abc import Sequence

from assistant.answers.verified.ports import VerifiedConflictError
from assistant.answers.verified.types import AnswerState, AnswerVersion, KeptAnswer, VerifiedId


class MemoryVerifiedBook:
    """A `VerifiedBook` for one event loop."""

    def __init__(self) -> None:
        self._put: list[AnswerVersion] = []

    async def edition(self) -> int:
        return len(self._put)

    async def all(self) -> Sequence[KeptAnswer]:
        ids = dict.fromkeys(one.answer.answer_id for one in reversed(self._put))
        return [self._kept(answer_id) for answer_id in ids]

    async def read(self, answer_id: VerifiedId) -> KeptAnswer | None:
        known = any(one.answer.answer_id == answer_id for one in self._put)
        return self._kept(answer_id) if known else None

    async def history(self, answer_id: VerifiedId, *, limit: int) -> Sequence[AnswerVersion]:
        mine = [one for one in self._put if one.answer.answer_id == answer_id]
        return mine[::-1][:limit]

    async def put(self, new: AnswerVersion) -> None:
        if len(await self.history(new.answer.answer_id, limit=new.version)) != new.version - 1:
            raise VerifiedConflictError(new.version)
        self._put.append(new)

    def _kept(self, answer_id: VerifiedId) -> KeptAnswer:
        mine = [one for one in self._put if one.answer.answer_id == answer_id]
        decided = [one for one in mine if one.answer.state is not AnswerState.DRAFT]
        return KeptAnswer(newest=mine[-1], in_force=decided[-1] if decided else None)
