"""Test the moves of people on insights, and their effects."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant.insights.analysis_rows import SignalType
from assistant.insights.insight import EffectVerdict, Insight, Kind, Status, Subject, Unit
from assistant.insights.insight_steps import InsightSteps, MoveRefusedError, TopicEditError
from assistant.insights.lake.lake import Lakes
from assistant.insights.ports import InsightConflictError, TopicEdit, UnknownInsightError, merges
from integrations.stores.memory.insight_book import MemoryInsightBook
from tests.support.seeds.insight_rows import TODAY, Talks, finding, open_insight
from tests.support.seeds.insight_workshop import SetClock


@pytest.fixture
def clock() -> SetClock:
    return SetClock(at=datetime(2026, 6, 29, 9, tzinfo=UTC))


@pytest.fixture
def book() -> MemoryInsightBook:
    return MemoryInsightBook()


@pytest.fixture
async def acting(
    book: MemoryInsightBook, clock: SetClock, tmp_path: Path
) -> AsyncIterator[InsightSteps]:
    acting = InsightSteps(book=book, lakes=Lakes(root=tmp_path), clock=clock)
    yield acting
    acting.lakes.close()


@pytest.fixture
async def insight(book: MemoryInsightBook) -> Insight:
    insight = open_insight("rashguard")
    await book.put(insight, expected_version=None)
    return insight


class TestAMove:
    async def test_goes_from_open_to_accepted_to_done(
        self, acting: InsightSteps, insight: Insight
    ) -> None:
        one = insight.insight_id

        accepted = await acting.accept(one, by="zoé", note="je demande", version=0)
        done = await acting.done(one, by="yann", version=accepted.version)

        assert (accepted.status, accepted.owner, accepted.note) == (
            Status.ACCEPTED,
            "zoé",
            "je demande",
        )
        assert (done.status, done.owner, done.done_on) == (Status.DONE, "zoé", date(2026, 6, 29))
        assert [(move.to, move.by) for move in done.moves] == [
            (Status.ACCEPTED, "zoé"),
            (Status.DONE, "yann"),
        ]
        assert await acting.book.get(one) == done

    async def test_gives_it_to_another_owner(self, acting: InsightSteps, insight: Insight) -> None:
        first = await acting.accept(insight.insight_id, by="zoé", version=0)

        given = await acting.accept(insight.insight_id, by="zoé", owner="tom", version=1)

        assert (first.owner, given.owner) == ("zoé", "tom")

    async def test_is_refused_out_of_order(self, acting: InsightSteps, insight: Insight) -> None:
        with pytest.raises(MoveRefusedError, match="open cannot become done"):
            await acting.done(insight.insight_id, by="zoé", version=0)

    async def test_is_refused_on_an_older_version(
        self, acting: InsightSteps, insight: Insight
    ) -> None:
        await acting.accept(insight.insight_id, by="zoé", version=0)

        with pytest.raises(InsightConflictError):
            await acting.dismiss(insight.insight_id, by="yann", reason="non", version=0)

    async def test_of_nothing_is_refused(self, acting: InsightSteps) -> None:
        with pytest.raises(UnknownInsightError):
            await acting.accept(finding("nobody knows").insight_id, by="zoé", version=0)

    async def test_dismisses_for_a_reason_and_for_weeks(
        self, acting: InsightSteps, insight: Insight
    ) -> None:
        dismissed = await acting.dismiss(
            insight.insight_id, by="zoé", reason="hors gamme", weeks=4, version=0
        )

        assert (dismissed.status, dismissed.reason) == (Status.DISMISSED, "hors gamme")
        assert dismissed.quiet_until == date(2026, 7, 27)

    @pytest.mark.parametrize(("reason", "weeks"), [(" ", 4), ("non", 0)])
    async def test_does_not_dismiss_without_a_reason_or_a_time(
        self, acting: InsightSteps, insight: Insight, reason: str, weeks: int
    ) -> None:
        with pytest.raises(ValueError, match="reason"):
            await acting.dismiss(
                insight.insight_id, by="zoé", reason=reason, weeks=weeks, version=0
            )

    async def test_can_be_taken_back(self, acting: InsightSteps, insight: Insight) -> None:
        await acting.dismiss(insight.insight_id, by="zoé", reason="non", version=0)

        opened = await acting.reopen(insight.insight_id, by="zoé", version=1)

        assert (opened.status, opened.reason, opened.quiet_until) == (Status.OPEN, "", None)


class TestAnEffect:
    async def _done(
        self, acting: InsightSteps, days_ago: int, *, before: int, after: int, root: Path
    ) -> Insight:
        talks = Talks()
        for ago in range(1, 61):
            rate = before if ago > days_ago else after
            for number in range(20):
                asks = [(SignalType.PRODUCT_NOT_FOUND, "rashguard")] if number < rate else []
                talks.talk(*asks, days_ago=ago)
        talks.lake(root).close()
        insight = open_insight("rashguard", status=Status.DONE)
        done_on = TODAY - timedelta(days=days_ago)
        await acting.book.put(replace(insight, done_on=done_on), expected_version=None)
        return insight

    async def test_is_the_rate_before_and_after_of_the_same_denominator(
        self, acting: InsightSteps, tmp_path: Path
    ) -> None:
        insight = await self._done(acting, 20, before=6, after=1, root=tmp_path)

        measured = await acting.measure(insight.insight_id, version=0)

        effect = measured.effect
        assert measured.status is Status.MEASURED
        assert effect is not None
        assert (effect.before.unit, effect.after.unit) == (Unit.CONVERSATIONS,) * 2
        assert effect.before.rate.value == pytest.approx(0.3)
        assert effect.after.rate.value == pytest.approx(0.05)
        assert effect.before.of == effect.after.of == 380
        assert effect.difference.high < 0
        assert effect.verdict is EffectVerdict.FELL

    async def test_is_undecided_while_the_interval_holds_zero(
        self, acting: InsightSteps, tmp_path: Path
    ) -> None:
        insight = await self._done(acting, 20, before=5, after=5, root=tmp_path)

        measured = await acting.measure(insight.insight_id, version=0)

        assert measured.effect is not None
        assert measured.effect.verdict is EffectVerdict.UNDECIDED

    async def test_is_measured_by_the_build_once_it_is_due(
        self, acting: InsightSteps, tmp_path: Path
    ) -> None:
        await self._done(acting, 15, before=6, after=1, root=tmp_path)

        early = await acting.measure_due(TODAY - timedelta(days=1))
        due = await acting.measure_due(TODAY)

        assert early == []
        assert [one.status for one in due] == [Status.MEASURED]

    async def test_of_a_stock_out_is_by_the_day(self, acting: InsightSteps, tmp_path: Path) -> None:
        talks = Talks()
        for ago in range(22, 42):
            talks.talk((SignalType.OUT_OF_STOCK, "asked"), product_id="p1", days_ago=ago)
        talks.lake(tmp_path).close()
        subject = Subject(product_id="p1")
        found = finding("", kind=Kind.OUT_OF_STOCK_DEMAND, subject=subject)
        insight = replace(open_insight("x"), finding=found, status=Status.DONE)
        done = replace(insight, done_on=TODAY - timedelta(days=21))
        await acting.book.put(done, expected_version=None)

        measured = await acting.measure(done.insight_id, version=0)

        assert measured.effect is not None
        assert measured.effect.before.unit is Unit.DAYS
        assert measured.effect.verdict is EffectVerdict.FELL


class TestTopics:
    async def test_keep_the_name_that_people_give(self, acting: InsightSteps) -> None:
        await acting.rename_topic("t1", {"fr": "Retards", "en": "Delays"})
        await acting.split_topic("t1")

        assert list(await acting.book.topic_edits()) == [
            TopicEdit(topic_id="t1", names={"fr": "Retards", "en": "Delays"}, split=True)
        ]

    async def test_merge_into_the_last_of_a_chain(self, acting: InsightSteps) -> None:
        await acting.merge_topic("t1", into="t2")
        await acting.merge_topic("t2", into="t3")

        assert merges(await acting.book.topic_edits()) == {"t1": "t3", "t2": "t3"}

    async def test_do_not_merge_in_a_circle(self, acting: InsightSteps) -> None:
        await acting.merge_topic("t1", into="t2")

        with pytest.raises(TopicEditError, match="itself"):
            await acting.merge_topic("t2", into="t1")

    async def test_can_be_told_apart_again(self, acting: InsightSteps) -> None:
        await acting.merge_topic("t1", into="t2")
        await acting.merge_topic("t1", into="")

        assert merges(await acting.book.topic_edits()) == {}
