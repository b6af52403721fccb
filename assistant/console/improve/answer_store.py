"""Put verified answers of change sets in force, as people's own changes of them go."""

from dataclasses import dataclass, replace

from assistant.answers.verified.ports import VerifiedConflictError
from assistant.answers.verified.types import (
    AnswerState,
    AnswerVersion,
    KeptAnswer,
    VerifiedAnswer,
    VerifiedId,
)
from assistant.console.verified.verified_changes import (
    AnswerRefusedError,
    VerifiedChanges,
    without_personal_data,
)
from assistant.improvement.changes.change_set import ChangeSet
from assistant.improvement.changes.ports import NotPublishedError
from assistant.messages.trials.candidate_codec import decode_answer, encode_answer

_LOOKED_AT = 1_000  # versions
_MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerStore:
    """Implement `ChangeStore` for verified answers."""

    changes: VerifiedChanges

    async def current(self, change: ChangeSet) -> str:
        return _live(await self.changes.book.read(_answer_of(change).answer_id))

    async def publish(self, change: ChangeSet, *, by: str) -> str:
        answer = _answer_of(change)
        kept = await self.changes.book.read(answer.answer_id)
        if kept is not None and kept.newest.answer == answer:
            return str(kept.newest.version)  # a process died after this
        if _live(kept) != change.before:
            raise NotPublishedError(_MOVED)
        try:
            put = await self.changes.write(
                answer,
                expected_version=kept.newest.version if kept else 0,
                by=by,
                noted={"change": change.change_id},
            )
        except AnswerRefusedError as error:
            raise NotPublishedError(error.faults[0].fault) from None
        except VerifiedConflictError:  # perhaps another process put the same
            return await self.publish(change, by=by)
        return str(put.version)

    async def take_back(self, change: ChangeSet, *, by: str) -> None:
        answer_id, live = _answer_of(change).answer_id, int(change.published)
        kept = await self.changes.book.read(answer_id)
        if kept is None or kept.newest.version not in {live, live + 1}:
            raise NotPublishedError(_MOVED)
        before = await self._before(answer_id, live)
        if kept.newest.version == live + 1:
            if _takes_back(kept.newest, before):
                return  # a process died after this
            raise NotPublishedError(_MOVED)
        try:
            if before is None:
                off = AnswerState.OFF
                await self.changes.turn(answer_id, off, expected_version=live, by=by)
            else:
                version = before.version
                await self.changes.take_back(answer_id, version, expected_version=live, by=by)
        except AnswerRefusedError as error:
            raise NotPublishedError(error.faults[0].fault) from None
        except VerifiedConflictError:  # perhaps another process took the same back
            await self.take_back(change, by=by)

    async def _before(self, answer_id: VerifiedId, live: int) -> AnswerVersion | None:
        """Return the version that was live before; None: customers had no such answer."""
        for one in await self.changes.book.history(answer_id, limit=_LOOKED_AT):
            if one.version < live and one.answer.state is not AnswerState.DRAFT:
                return one if one.answer.state is AnswerState.LIVE else None
        return None


def _answer_of(change: ChangeSet) -> VerifiedAnswer:
    answer = decode_answer(change.change.content)
    return replace(without_personal_data(answer), state=AnswerState.LIVE)


def _live(kept: KeptAnswer | None) -> str:
    """Return the answer that customers get; "": none."""
    if kept is None or kept.in_force is None or not kept.is_live:
        return ""
    return encode_answer(kept.in_force.answer)


def _takes_back(newest: AnswerVersion, before: AnswerVersion | None) -> bool:
    if before is None:
        return newest.answer.state is AnswerState.OFF
    return newest.takes_back == before.version
