"""Settle assertions as people ask, and make the things that they become."""

from dataclasses import dataclass

from assistant.desk.staff.ports import Audit
from assistant.improvement.assertions import assertion_moves
from assistant.improvement.assertions.assertion import Assertion, AssertionId, Settlement
from assistant.improvement.assertions.assertion_consequences import (
    AssertionConsequences,
    ProposedWork,
)
from assistant.improvement.assertions.assertion_record import keep_moved, note_moves
from assistant.improvement.assertions.ports import AssertionBook, AssertionConflictError
from assistant.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionSteps:
    """Move assertions. `by` is an agent's id; every move is in the audit."""

    book: AssertionBook
    consequences: AssertionConsequences
    audit: Audit
    clock: Clock

    async def settle(
        self,
        assertion_id: AssertionId,
        settlement: Settlement,
        *,
        by: str,
        reason: str,
        version: int,
        work: ProposedWork,
    ) -> Assertion:
        """Settle an assertion, and make the thing that it becomes.

        `version` is the one that the person has seen. The settlement is stored first: `carry_on`
        does the rest if this process dies.

        Raises:
            UnknownAssertionError: there is no such assertion.
            AssertionConflictError: it has moved meanwhile.
            AssertionRefusedError: it is open no more, or there is no reason.
            LogUnavailableError: a book cannot be used.
        """
        before = await self.book.get(assertion_id)
        if before.version != version:
            raise AssertionConflictError(assertion_id)
        now = self.clock.now()
        settled = assertion_moves.settle(before, settlement, by=by, reason=reason, at=now)
        await self._put(settled, before)
        known = await self.book.all()
        moved = assertion_moves.review_disputes(known, now=now)
        await keep_moved(self.book, self.audit, known, moved)
        return await self.carry_on(settled, by=by, work=work)

    async def carry_on(self, settled: Assertion, *, by: str, work: ProposedWork) -> Assertion:
        """Make the thing that a settled assertion becomes, unless there is one.

        Raises:
            AssertionConflictError: somebody else did at the same moment.
            LogUnavailableError: a book cannot be used.
        """
        if settled.became is not None:
            return settled
        became = await self.consequences.follow(settled, by=by, work=work)
        if became is None:
            return settled
        after = assertion_moves.become(settled, became, by=by, at=self.clock.now())
        return await self._put(after, settled)

    async def _put(self, after: Assertion, before: Assertion) -> Assertion:
        await self.book.put(after, expected_version=before.version)
        await note_moves(self.audit, after, after=len(before.moves))
        return after
