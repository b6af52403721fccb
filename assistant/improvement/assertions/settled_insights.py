"""Give the insight of a settled assertion its status, as people do by hand."""

from contextlib import suppress
from dataclasses import dataclass

from assistant.desk.staff.audit_chain import Action, Deed
from assistant.desk.staff.ports import Audit
from assistant.improvement.assertions.assertion import Assertion, Settlement, SubjectKind
from assistant.insights.insight import Insight, InsightId, Status
from assistant.insights.insight_steps import InsightSteps, MoveRefusedError
from assistant.insights.ports import InsightConflictError, UnknownInsightError


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledInsights:
    """Move the insights of settled assertions; each move is in the audit."""

    acting: InsightSteps
    audit: Audit

    async def move(self, settled: Assertion, by: str, reason: str) -> bool:
        """Accept, dismiss or open the insight again; return whether there is one.

        One that somebody moved before stays as it is.

        Raises:
            LogUnavailableError: the book cannot be used.
        """
        try:
            insight = await self.acting.book.get(InsightId(settled.thing.insight_id))
        except UnknownInsightError:
            return False
        to = _wanted(settled)
        with suppress(InsightConflictError, MoveRefusedError):
            if await self._moved(insight, to, by=by, reason=reason):
                await self._note(insight, to, by=by)
        return True

    async def _moved(self, insight: Insight, to: Status, *, by: str, reason: str) -> bool:
        one, version = insight.insight_id, insight.version
        if to is Status.DISMISSED:
            await self.acting.dismiss(one, by=by, reason=reason, version=version)
        elif to is Status.OPEN:
            await self.acting.reopen(one, by=by, note=reason, version=version)
        elif insight.status is Status.OPEN:
            await self.acting.accept(one, by=by, note=reason, version=version)
        else:
            return False  # accepted already, by its owner
        return True

    async def _note(self, insight: Insight, to: Status, *, by: str) -> None:
        deed = Deed(
            at=self.acting.clock.now(),
            actor=by,
            action=Action.INSIGHT_MOVED,
            subject=insight.insight_id,
            detail={"to": str(to)},
        )
        await self.audit.write(deed)


def _wanted(settled: Assertion) -> Status:
    if settled.thing.subject.kind is SubjectKind.WORK:
        return Status.OPEN
    return Status.ACCEPTED if settled.settlement is Settlement.UPHELD else Status.DISMISSED
