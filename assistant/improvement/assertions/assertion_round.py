"""Post the assertions of all parts with the round of insights, and withdraw those that are over."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

from assistant.desk.staff.ports import Audit
from assistant.improvement.assertions import assertion_moves
from assistant.improvement.assertions.assertion import SubjectKind
from assistant.improvement.assertions.assertion_record import keep_moved
from assistant.improvement.assertions.observed_figures import ObservedFigures
from assistant.improvement.assertions.part_rules import AT_WORK, observe
from assistant.improvement.assertions.ports import AssertionBook
from assistant.improvement.assertions.product_works import changes_of, works_of
from assistant.improvement.changes.change_set import ChangeState
from assistant.improvement.changes.ports import ChangeBook
from assistant.improvement.outreach.message_ledger import TriggerLedger, ledgers_of
from assistant.improvement.quality.failing_checks import DAYS as CHECK_DAYS
from assistant.improvement.quality.failing_checks import FailingChecks, known_until
from assistant.insights.imports.return_figures import ProductWork, ReturnCauseLine, ReturnEffect
from assistant.insights.insight import Insight, Status, Window
from assistant.insights.queries.complaint_query import DAYS as COMPLAINT_DAYS
from assistant.insights.queries.complaint_query import ComplaintLine
from assistant.insights.queries.insight_views import BuildStatus
from assistant.insights.queries.report_views import AssistantReport
from assistant.kit.experiments.ports import ExperimentBook
from assistant.outreach.ports import OutcomeBook, SwitchBook
from assistant.outreach.triggers.trigger_register import TRIGGERS
from assistant.ports import Clock

_CLOSED = (ChangeState.TAKEN_BACK, ChangeState.REJECTED, ChangeState.EXPIRED)

FADING = timedelta(days=7)
"""Time for which an insight that builds find no more still stands: a weekday may bring it back."""

REPORT_DAYS = 28
"""Days of the report that are compared with as many before."""


class AssertedFigures(Protocol):
    """Read the figures of the newest build, as `InsightReader` does and with its errors."""

    async def built(self) -> BuildStatus: ...

    async def insights(
        self, *, statuses: Collection[Status] = ..., found_last: bool = ...
    ) -> list[Insight]: ...

    async def report(self, window: Window, *, zone: tzinfo) -> AssistantReport: ...

    async def complaints(self, window: Window) -> list[ComplaintLine]: ...


class AssertedReturns(Protocol):
    """Read the returns of the sales that are kept, as `SaleReturns` does."""

    async def causes(self, window: Window) -> Sequence[ReturnCauseLine]: ...

    async def effects(self, asked: Sequence[ProductWork]) -> Sequence[ReturnEffect]: ...

    def product_in(self, text: str) -> str: ...


class OutreachBook(OutcomeBook, SwitchBook, Protocol):
    """Read the triggers that are on, and their outcomes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionRound:
    """Post assertions, in the one process that has the round of insights."""

    figures: AssertedFigures
    returns: AssertedReturns
    checks: FailingChecks
    changes: ChangeBook
    experiments: ExperimentBook
    outreach: OutreachBook
    book: AssertionBook
    audit: Audit
    clock: Clock

    async def post(self) -> int:
        """Post, renew, dispute and withdraw by the newest figures; return how many moved.

        Raises:
            NoBuildError: the build is of a program that knew no visits.
            LogUnavailableError: the book cannot be used.
        """
        built, now = await self.figures.built(), self.clock.now()
        if built.at is None:
            return 0
        known, seen = await self.book.all(), observe(await self._observe(built.at))
        made = [one.thing for one in seen if one.is_firm]
        standing = [one.thing for one in seen if not one.is_firm]
        moved = assertion_moves.renew(known, made, standing=standing, now=now)
        return await keep_moved(self.book, self.audit, known, moved)

    async def _observe(self, built_at: datetime) -> ObservedFigures:
        until = known_until(built_at)
        window = Window.before(until, days=REPORT_DAYS)
        complaints = Window.before(built_at.astimezone(UTC).date(), days=COMPLAINT_DAYS)
        report = await self.figures.report(window, zone=UTC)
        found = await self.figures.insights(found_last=True)
        ids, since = {one.insight_id for one in found}, built_at.date() - FADING
        measured = await self.figures.insights(statuses=(Status.MEASURED,))
        published = await self.changes.all((ChangeState.PUBLISHED,))
        return ObservedFigures(
            found=found,
            faded=[
                one
                for one in await self.figures.insights(statuses=AT_WORK)
                if one.insight_id not in ids and one.last_seen >= since
            ],
            measured=measured,
            topics=report.tables["topic"].lines,
            window=window,
            complaints=await self.figures.complaints(complaints),
            complaint_window=complaints,
            returns=await self.returns.causes(complaints),
            return_effects={
                SubjectKind.WORK: await self.returns.effects(works_of(measured)),
                SubjectKind.CHANGE: await self.returns.effects(
                    changes_of(published, self.returns.product_in)
                ),
            },
            checks=await self.checks.lines(),
            check_window=Window.before(until, days=CHECK_DAYS),
            changes=published,
            closed={one.change_id for one in await self.changes.all(_CLOSED)},
            experiments=await self.experiments.all(),
            ledgers=await self._ledgers(),
        )

    async def _ledgers(self) -> list[TriggerLedger]:
        """Return the ledgers of the triggers that are on."""
        on = [one.trigger for one in await self.outreach.switches() if one.is_on]
        tallies = await self.outreach.tallies() if on else ()
        return await asyncio.to_thread(ledgers_of, [TRIGGERS[one] for one in on], tallies)
