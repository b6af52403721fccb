"""A round posts what the newest figures of all parts allow, and what is over goes by itself."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np
import pytest

from assistant.desk.staff.audit_chain import Action
from assistant.improvement.assertions.assertion import (
    Assertion,
    AssertionState,
    Predicate,
    Settlement,
)
from assistant.improvement.assertions.assertion_moves import settle
from assistant.improvement.assertions.assertion_round import AssertionRound
from assistant.improvement.assertions.observed_figures import MAINLY
from assistant.improvement.changes.change_set import ChangeState
from assistant.improvement.quality.failing_checks import FailingChecks
from assistant.insights.analysis_rows import QualityName
from assistant.insights.imports.return_figures import SaleReturns
from assistant.insights.insight import Insight, Kind, Status, Subject, Window
from assistant.insights.queries.complaint_query import ComplaintLine
from assistant.insights.queries.insight_views import BuildStatus
from assistant.insights.queries.report_views import (
    AssistantReport,
    VisitCounts,
    WorkOutcome,
    WorkTable,
    WorkTotals,
)
from assistant.insights.statistics.intervals import wilson
from assistant.kit.experiments.experiment import ExperimentState
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.assertion_book import MemoryAssertionBook
from tests.support.memory.change_book import MemoryChangeBook
from tests.support.memory.experiment_book import MemoryExperimentBook
from tests.support.memory.intent_book import MemoryIntentBook
from tests.support.memory.staff_directory import MemoryAudit
from tests.support.seeds.experiment_seeds import experiment
from tests.support.seeds.insight_rows import NOON, finding, measure, open_insight
from tests.support.seeds.sale_seeds import sale_returns
from tests.unit.assistant.improvement.assertions.test_part_rules import look, published
from tests.unit.assistant.improvement.quality.test_failing_checks import (
    USUAL,
    WORSE,
    Figures,
)

NOTHING = VisitCounts(counts=dict.fromkeys(WorkOutcome, 0))
TOTALS = WorkTotals(outcomes=NOTHING, talks=0, sums={}, scores=0, content=0, score_sum=0)
DRESS = ComplaintLine(product_id="p1", cause="size", count=31, customers=30, of=40)
SIZE = finding(
    "", kind=Kind.SIZE_CONFUSION, subject=Subject(product_id="p1"), measure=measure(30, 100)
)


@dataclass
class Newest:
    """The figures of the newest build."""

    built_at: datetime | None = NOON
    found: list[Insight] = field(default_factory=list)
    missed: list[Insight] = field(default_factory=list)  # by the last build
    complaining: list[ComplaintLine] = field(default_factory=list)

    async def built(self) -> BuildStatus:
        return BuildStatus(at=self.built_at, is_building=False)

    async def insights(
        self, *, statuses: Collection[Status] = (), found_last: bool = False
    ) -> list[Insight]:
        every = self.found if found_last else [*self.found, *self.missed]
        return [one for one in every if not statuses or one.status in statuses]

    async def report(self, window: Window, *, zone: tzinfo) -> AssistantReport:
        assert zone is UTC
        return AssistantReport(
            window=window,
            before_window=window,
            now=TOTALS,
            before=TOTALS,
            tables={"topic": WorkTable(lines=())},
            weeks=(),
        )

    async def complaints(self, window: Window) -> list[ComplaintLine]:
        del window
        return self.complaining


@dataclass
class Night:
    """A round on stores in memory."""

    newest: Newest = field(default_factory=Newest)
    checks: Figures = field(default_factory=lambda: Figures(now=USUAL, before=USUAL))
    returns: SaleReturns = field(default_factory=sale_returns)
    changes: MemoryChangeBook = field(default_factory=MemoryChangeBook)
    experiments: MemoryExperimentBook = field(default_factory=MemoryExperimentBook)
    book: MemoryAssertionBook = field(default_factory=MemoryAssertionBook)
    audit: MemoryAudit = field(default_factory=MemoryAudit)

    async def pass_by(self) -> int:
        async def none_off() -> Collection[QualityName]:
            return ()

        return await AssertionRound(
            figures=self.newest,
            returns=self.returns,
            checks=FailingChecks(figures=self.checks, off=none_off),
            changes=self.changes,
            experiments=self.experiments,
            outreach=MemoryIntentBook(),
            book=self.book,
            audit=self.audit,
            clock=HandClock(at=NOON),
        ).post()

    async def of(self, predicate: Predicate) -> Assertion:
        [one] = [it for it in await self.book.all() if it.thing.predicate is predicate]
        return one


class TestANight:
    async def test_before_the_first_build_posts_nothing(self) -> None:
        assert await Night(newest=Newest(built_at=None)).pass_by() == 0

    async def test_posts_what_two_parts_say_of_one_dress_once(self) -> None:
        size = replace(open_insight(""), finding=SIZE)
        night = Night(newest=Newest(found=[size], complaining=[DRESS]))

        moved = [await night.pass_by() for _ in range(2)]

        assert moved == [2, 0]
        deeds = [one.deed for one in await night.audit.read()]
        assert [one.action for one in deeds] == [Action.ASSERTION_MOVED] * 2
        assert {one.actor for one in deeds} == {""}

    async def test_has_an_experiment_dispute_an_answer(self) -> None:
        night = Night()
        change = replace(published("c0ffee", "fell"), state=ChangeState.PUBLISHED)
        await night.changes.put(change, expected_version=None)
        told = experiment(
            state=ExperimentState.ENDED, looks=(look("no_difference", low=-0.01, high=0.02),)
        )
        await night.experiments.put(told, expected_version=None)

        await night.pass_by()

        assert (await night.of(Predicate.HELPS)).state is AssertionState.DISPUTED
        assert (await night.of(Predicate.HAS_NO_EFFECT)).state is AssertionState.POSTED

    @pytest.mark.parametrize(
        "closed", [ChangeState.TAKEN_BACK, ChangeState.REJECTED, ChangeState.EXPIRED]
    )
    async def test_withdraws_what_visitors_showed_of_a_change_that_is_closed(
        self, closed: ChangeState
    ) -> None:
        night, change = Night(), published("c0ffee", "too_few")
        await night.changes.put(change, expected_version=None)
        harmful = experiment(
            state=ExperimentState.ENDED, looks=(look("worse", low=-0.08, high=-0.01),)
        )
        await night.experiments.put(harmful, expected_version=None)
        await night.pass_by()
        assert (await night.of(Predicate.HARMS)).state is AssertionState.POSTED
        gone = replace(change, state=closed, version=change.version + 1)
        await night.changes.put(gone, expected_version=change.version)

        await night.pass_by()

        assert (await night.of(Predicate.HARMS)).state is AssertionState.WITHDRAWN

    async def test_withdraws_a_check_that_fails_no_more(self) -> None:
        night = Night(checks=Figures(now=WORSE, before=USUAL))
        await night.pass_by()
        night.checks = Figures(now=USUAL, before=USUAL)

        await night.pass_by()

        assert (await night.of(Predicate.FAILS_MORE)).state is AssertionState.WITHDRAWN

    async def test_comes_and_goes_less_often_than_its_figures_cross_a_bound(self) -> None:
        """Simulate a cause of about 68 % of the complaints, whose interval begins about half."""
        night, crossed, last = Night(), 0, False
        for count in np.random.default_rng(7).binomial(40, 0.68, 200).tolist():
            night.newest.complaining = [replace(DRESS, count=count)]
            crossed += last is not (last := wilson(count, 40).low > MAINLY)
            await night.pass_by()
        one = await night.of(Predicate.MAIN_CAUSE)
        moved = [move for move in one.moves if move.deed != "renewed"]
        assert crossed > 60
        assert len(moved) < 10

    async def test_keeps_an_insight_that_a_build_misses_for_some_days(self) -> None:
        seen = replace(open_insight(""), finding=SIZE, last_seen=NOON.date())
        night = Night(newest=Newest(found=[seen]))
        await night.pass_by()
        for days, state in ((6, AssertionState.POSTED), (8, AssertionState.WITHDRAWN)):
            night.newest.found, night.newest.missed = [], [seen]
            night.newest.built_at = NOON + timedelta(days=days)
            await night.pass_by()
            assert (await night.of(Predicate.SIZE_CONFUSES)).state is state

    async def test_leaves_what_a_person_settled(self) -> None:
        night = Night(newest=Newest(complaining=[DRESS]))
        await night.pass_by()
        one = await night.of(Predicate.MAIN_CAUSE)
        settled = settle(one, Settlement.REJECTED, by="zoé", reason="no", at=NOON)
        await night.book.put(settled, expected_version=one.version)

        assert await night.pass_by() == 0
        assert await night.of(Predicate.MAIN_CAUSE) == settled
