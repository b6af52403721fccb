"""Change verified answers for everybody: checked, every version kept, in the audit by name."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answers.verified.ports import VerifiedBook, VerifiedConflictError
from assistant.answers.verified.types import (
    AnswerState,
    AnswerVersion,
    KeptAnswer,
    VerifiedAnswer,
    VerifiedId,
)
from assistant.console.verified.answer_check import FieldFault, find_faults
from assistant.desk.staff.audit_chain import Action, Deed
from assistant.desk.staff.ports import Audit
from assistant.ports import Clock
from assistant.understanding.personal_data.removal import remove_personal_data

_ALL = 10_000  # versions
_NOTHING: Mapping[str, str] = {}


class AnswerRefusedError(ValueError):
    """Say that an answer is not kept, with the fault of each field."""

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        super().__init__(", ".join(f"{one.field}: {one.fault}" for one in faults))
        self.faults = faults


def new_id() -> VerifiedId:
    """Return the id of a new answer."""
    return VerifiedId(secrets.token_hex(6))


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedChanges:
    """Change verified answers. `by` is the actor in the audit: an agent's id."""

    book: VerifiedBook
    audit: Audit
    clock: Clock

    async def write(
        self,
        answer: VerifiedAnswer,
        *,
        expected_version: int,
        by: str,
        noted: Mapping[str, str] = _NOTHING,
    ) -> AnswerVersion:
        """Keep an answer as it was written; personal data is taken out of its ways of asking.

        `noted` is more for the audit.

        Raises:
            AnswerRefusedError: it has faults.
            VerifiedConflictError: somebody else changed it since `expected_version`.
        """
        answer, newest = await self.checked(answer, expected_version=expected_version)
        if newest is not None and newest.answer == answer:
            return newest
        return await self._put(answer, expected_version, by=by, noted=noted)

    async def checked(
        self, answer: VerifiedAnswer, *, expected_version: int
    ) -> tuple[VerifiedAnswer, AnswerVersion | None]:
        """Return an answer as `write` would keep it, and its newest version. Raises as `write`."""
        ways = (replace(way, text=remove_personal_data(way.text).text) for way in answer.ways)
        answer = replace(answer, ways=tuple(dict.fromkeys(ways)))
        await self._check(answer)
        return answer, await self._newest(answer.answer_id, expected_version)

    async def turn(
        self,
        answer_id: VerifiedId,
        state: AnswerState,
        *,
        expected_version: int,
        by: str,
        noted: Mapping[str, str] = _NOTHING,
    ) -> AnswerVersion:
        """Turn an answer on or off as it is written now. Raises as `write` does."""
        newest = await self._newest(answer_id, expected_version)
        if newest is None:
            raise VerifiedConflictError(expected_version)
        answer = replace(newest.answer, state=state)
        if state is AnswerState.OFF:
            return await self._put(answer, expected_version, by=by)
        return await self.write(answer, expected_version=expected_version, by=by, noted=noted)

    async def take_back(
        self, answer_id: VerifiedId, version: int, *, expected_version: int, by: str
    ) -> AnswerVersion:
        """Put an earlier version in force again, as a new one. Raises as `write` does."""
        await self._newest(answer_id, expected_version)
        history = await self.book.history(answer_id, limit=_ALL)
        before = next((one for one in history if one.version == version), None)
        if before is None:
            raise VerifiedConflictError(version)
        if before.answer.state is not AnswerState.OFF:
            await self._check(before.answer)
        return await self._put(before.answer, expected_version, by=by, takes_back=version)

    async def _check(self, answer: VerifiedAnswer) -> None:
        """Refuse an answer with faults, beside the others that are on."""
        newest = (one.newest.answer for one in await self.book.all())
        others = [one for one in newest if one.state is not AnswerState.OFF]
        if faults := find_faults(answer, others):
            raise AnswerRefusedError(faults)

    async def _newest(self, answer_id: VerifiedId, expected: int) -> AnswerVersion | None:
        kept: KeptAnswer | None = await self.book.read(answer_id)
        if (kept.newest.version if kept else 0) != expected:
            raise VerifiedConflictError(expected)
        return kept.newest if kept else None

    async def _put(
        self,
        answer: VerifiedAnswer,
        expected_version: int,
        *,
        by: str,
        takes_back: int = 0,
        noted: Mapping[str, str] = _NOTHING,
    ) -> AnswerVersion:
        at = self.clock.now()
        new = AnswerVersion(
            version=expected_version + 1, answer=answer, at=at, by=by, takes_back=takes_back
        )
        await self.book.put(new)
        detail = {"version": str(new.version), "state": str(answer.state), **noted}
        if takes_back:
            detail["takes_back"] = str(takes_back)
        deed = Deed(
            at=at,
            actor=by,
            action=Action.ANSWER_CHANGED,
            subject=answer.answer_id,
            detail=detail,
        )
        await self.audit.write(deed)
        return new
