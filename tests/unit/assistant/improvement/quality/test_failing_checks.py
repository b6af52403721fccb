"""A check of quality that fails surely more often than before becomes a task, and closes itself."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeDeed,
    ChangeSet,
    ChangeState,
)
from assistant.improvement.quality.failing_checks import FailingChecks
from assistant.insights.analysis_rows import CheckedSide, QualityName, QualityVerdict
from assistant.insights.insight import Window
from assistant.insights.queries.insight_views import BuildStatus
from assistant.insights.queries.quality_views import (
    CheckDetail,
    CheckedPlace,
    CheckLine,
    CheckTally,
    QualityReport,
    Scorecard,
)

BUILT = datetime(2026, 6, 15, 3, tzinfo=UTC)
PLACE = CheckedPlace(
    check=QualityName.COMPLETE,
    side=CheckedSide.ASSISTANT,
    conversation_key="c1",
    visit_id="v1",
    message_id="m1",
    at=BUILT - timedelta(days=4),
    verdict=QualityVerdict.FAILED,
    reason="",
    doubt=0.0,
)
BY_MARA = replace(PLACE, side=CheckedSide.PERSON, conversation_key="c2")


def tally(passed: int, checked: int) -> CheckTally:
    return CheckTally(checked=checked, passed=passed, customers=checked)


USUAL, WORSE = tally(190, 200), tally(150, 200)


@dataclass
class Figures:
    """Figures of one check, by the day on which their window ends."""

    now: CheckTally
    before: CheckTally
    later: dict[datetime, tuple[CheckTally, CheckTally]] = field(default_factory=dict)
    built_at: datetime = BUILT
    side: CheckedSide = CheckedSide.ASSISTANT

    async def built(self) -> BuildStatus:
        return BuildStatus(at=self.built_at, is_building=False)

    async def scorecards(
        self,
        window: Window,
        *,
        built_at: datetime,
        least: int = 5,
        off: Collection[QualityName] = (),
    ) -> QualityReport:
        del built_at, least
        ends = {(at - timedelta(hours=72)).date(): told for at, told in self.later.items()}
        now, before = ends.get(window.until, (self.now, self.before))
        line = CheckLine(check=QualityName.COMPLETE, side=self.side, now=now, before=before)
        lines = () if QualityName.COMPLETE in off else (line,)
        card = Scorecard(side=self.side, lines=lines)
        return QualityReport(window=window, before_window=window, cards=(card,))

    async def check_detail(
        self, window: Window, name: QualityName, *, built_at: datetime
    ) -> CheckDetail:
        del name, built_at
        return CheckDetail(window=window, lines=(), places=(PLACE, BY_MARA))


async def look(
    figures: Figures, *known: ChangeSet, off: Collection[QualityName] = ()
) -> list[ChangeSet]:
    async def switched_off() -> Collection[QualityName]:
        return off

    checks = FailingChecks(figures=figures, off=switched_off)
    return await checks.look(known, figures.built_at)


class TestACheck:
    async def test_that_fails_surely_more_often_is_a_task_with_its_conversations(self) -> None:
        (task,) = await look(Figures(now=WORSE, before=USUAL))

        assert (task.cause, task.change.content) == (ChangeCause.FAILING_CHECK, "complete")
        assert [one.conversation_id for one in task.signals] == ["c1"]  # no person's
        assert task.conversations == 50
        assert await look(Figures(now=WORSE, before=USUAL), task) == []

    async def test_that_fails_as_ever_or_in_few_visits_is_none(self) -> None:
        assert await look(Figures(now=tally(186, 200), before=USUAL)) == []
        assert await look(Figures(now=tally(5, 20), before=tally(20, 20))) == []

    async def test_of_people_or_that_is_off_is_none(self) -> None:
        people = Figures(now=WORSE, before=USUAL, side=CheckedSide.PERSON)

        assert await look(people) == []
        assert await look(Figures(now=WORSE, before=USUAL), off={QualityName.COMPLETE}) == []


class TestATask:
    async def test_closes_once_the_check_fails_no_more_often_than_before_it(self) -> None:
        (task,) = await look(Figures(now=WORSE, before=USUAL))
        soon = BUILT + timedelta(days=20)
        mended = Figures(now=WORSE, before=USUAL, later={soon: (USUAL, WORSE)}, built_at=soon)

        (closed,) = await look(mended, task)

        assert closed.state is ChangeState.EXPIRED
        assert closed.steps[-1].deed is ChangeDeed.MENDED

    async def test_stays_though_it_has_become_usual(self) -> None:
        (task,) = await look(Figures(now=WORSE, before=USUAL))
        soon = BUILT + timedelta(days=40)
        usual = Figures(now=WORSE, before=USUAL, later={soon: (WORSE, WORSE)}, built_at=soon)

        assert await look(usual, task) == []

    async def test_stays_by_less_than_it_was_made_of(self) -> None:
        (task,) = await look(Figures(now=WORSE, before=USUAL))
        soon = BUILT + timedelta(days=1)
        better = Figures(tally(170, 200), USUAL, later={soon: (tally(170, 200), WORSE)})

        assert await look(better) == []
        assert await look(replace(better, built_at=soon), task) == []

    async def test_stays_while_too_few_visits_tell(self) -> None:
        (task,) = await look(Figures(now=WORSE, before=USUAL))
        soon = BUILT + timedelta(days=20)
        few = (tally(20, 20), WORSE)

        assert await look(Figures(WORSE, USUAL, later={soon: few}, built_at=soon), task) == []

    async def test_closes_with_a_check_that_people_switched_off(self) -> None:
        (task,) = await look(Figures(now=WORSE, before=USUAL))

        off = {QualityName.COMPLETE}
        (closed,) = await look(Figures(now=WORSE, before=USUAL), task, off=off)

        assert closed.state is ChangeState.EXPIRED
