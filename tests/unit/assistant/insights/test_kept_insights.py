"""Test how a build's findings change the insights that are kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from assistant.insights.insight import (
    Finding,
    Insight,
    InsightId,
    Kind,
    Status,
    Subject,
    Window,
    identify,
)
from assistant.insights.kept_insights import keep
from tests.support.seeds.insight_rows import TODAY, finding, measured_insight, open_insight

NOW = datetime(2026, 6, 29, 4, tzinfo=UTC)


def known(*insights: Insight) -> dict[InsightId, Insight]:
    return {one.insight_id: one for one in insights}


def later(found: Finding, days: int) -> Finding:
    until = found.window.until + timedelta(days=days)
    return replace(found, window=Window.before(until, days=found.window.days))


def spike(topic: str, until: date = TODAY) -> Finding:
    window = Window.before(until, days=7)
    return finding("", kind=Kind.SPIKE, subject=Subject(topic=topic), window=window)


class TestAFinding:
    def test_that_nobody_saw_before_is_open(self) -> None:
        [one] = keep({}, [finding("rashguard")], now=NOW)

        assert (one.status, one.first_seen, one.last_seen) == (
            Status.OPEN,
            date(2026, 6, 28),
            date(2026, 6, 28),
        )

    def test_that_was_seen_before_is_the_same_insight(self) -> None:
        before = open_insight("rashguard", owner="zoé", status=Status.ACCEPTED, version=2)
        newer = later(replace(before.finding, score=9.0), 7)

        [one] = keep(known(before), [newer], now=NOW)

        assert one.insight_id == before.insight_id
        assert (one.status, one.owner, one.version) == (Status.ACCEPTED, "zoé", 2)
        assert (one.first_seen, one.last_seen) == (before.first_seen, date(2026, 7, 5))
        assert one.finding.score == 9.0

    def test_has_an_id_of_its_kind_and_subject_alone(self) -> None:
        one = finding("rashguard")

        assert identify(one.kind, one.subject) == replace(one, score=1.0, quotes=()).insight_id
        assert one.insight_id != finding("other").insight_id
        assert one.insight_id != finding("rashguard", kind=Kind.VOCABULARY_GAP).insight_id


class TestWhatWasDismissed:
    def test_stays_so_until_its_time_is_up(self) -> None:
        quiet = TODAY + timedelta(weeks=2)
        before = open_insight("x", status=Status.DISMISSED, reason="no", quiet_until=quiet)

        [soon] = keep(known(before), [later(before.finding, 7)], now=NOW)
        [then] = keep(known(before), [later(before.finding, 21)], now=NOW)

        assert (soon.status, soon.reason) == (Status.DISMISSED, "no")
        assert (then.status, then.reason) == (Status.OPEN, "")
        assert (then.moves[-1].to, then.moves[-1].by) == (Status.OPEN, "build")


class TestWhatWasMeasured:
    def test_opens_again_if_it_is_still_found_a_window_later(self) -> None:
        before = measured_insight("x")

        [soon] = keep(known(before), [later(before.finding, 7)], now=NOW)
        [then] = keep(known(before), [later(before.finding, 28)], now=NOW)

        assert soon.status is Status.MEASURED
        assert (then.status, then.effect) == (Status.OPEN, None)


class TestASpike:
    def test_is_the_same_one_within_two_weeks(self) -> None:
        [first] = keep({}, [spike("t1")], now=NOW)

        [next_week] = keep(known(first), [spike("t1", TODAY + timedelta(days=13))], now=NOW)

        assert next_week.insight_id == first.insight_id
        assert next_week.first_seen == first.first_seen

    def test_is_another_one_months_later(self) -> None:
        [first] = keep({}, [spike("t1")], now=NOW)

        [again] = keep(known(first), [spike("t1", TODAY + timedelta(days=90))], now=NOW)

        assert again.insight_id != first.insight_id

    def test_of_another_topic_is_another_one(self) -> None:
        [first] = keep({}, [spike("t1")], now=NOW)

        [other] = keep(known(first), [spike("t2")], now=NOW)

        assert other.insight_id != first.insight_id
