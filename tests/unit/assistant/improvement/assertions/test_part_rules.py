"""Each part asserts what its figures allow, and nothing of a few customers."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import orjson
import pytest

from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertedThing,
    AssertingPart,
    EvidenceKind,
    Predicate,
    SubjectKind,
)
from assistant.improvement.assertions.compared_effects import LEAST, LEAST_PART
from assistant.improvement.assertions.observed_figures import (
    FOUND,
    ObservedFigures,
    ObservedThing,
)
from assistant.improvement.assertions.part_rules import observe
from assistant.improvement.assertions.predicate_table import PREDICATES
from assistant.improvement.changes.change_set import ChangeEffect, ChangeSet, ChangeState
from assistant.improvement.outreach.message_ledger import TriggerLedger, TriggerVerdict, ledger_of
from assistant.insights.analysis_rows import CheckedSide, QualityName
from assistant.insights.insight import (
    EffectVerdict,
    Insight,
    Kind,
    Status,
    Subject,
    Unit,
    Window,
)
from assistant.insights.queries.complaint_query import ComplaintLine
from assistant.insights.queries.quality_views import CheckLine, CheckTally
from assistant.insights.queries.report_views import VisitCounts, WorkLine, WorkOutcome
from assistant.insights.statistics.intervals import Rate
from assistant.kit.experiments.experiment import KeptLook, VisitorMetric
from assistant.outreach.intents import ArmTally
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from assistant.outreach.triggers.trigger import TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS
from integrations.stores.sql.record_codec import encode
from tests.support.seeds.change_seeds import change_set
from tests.support.seeds.experiment_seeds import experiment, kept_look
from tests.support.seeds.insight_rows import finding, measure, measured_insight, open_insight

WINDOW = Window(since=date(2026, 6, 1), until=date(2026, 6, 29))
CANARY = "mon colis lea.martin@mail.example est resté chez la voisine"


def observed(**figures: object) -> list[ObservedThing]:
    """Return what these figures show, each allowed by the table."""
    windows = {"window": WINDOW, "complaint_window": WINDOW, "check_window": WINDOW}
    found = observe(ObservedFigures(**windows, **figures))  # type: ignore[arg-type]  # fields
    assert all(PREDICATES[one.thing.predicate].allows(one.thing) for one in found)
    return found


def things(**figures: object) -> list[AssertedThing]:
    """Return what is asserted of these figures."""
    return [one.thing for one in observed(**figures) if one.is_firm]


def standing(**figures: object) -> list[Predicate]:
    """Return what may go on to be asserted of these figures."""
    return [one.thing.predicate for one in observed(**figures) if not one.is_firm]


def found(kind: Kind, subject: Subject) -> Insight:
    """Return an insight of 30 of 100 conversations."""
    told = finding("", kind=kind, subject=subject, measure=measure(30, 100))
    return replace(open_insight(""), finding=told)


class TestMerchandising:
    def test_asserts_each_type_that_says_what_to_do(self) -> None:
        every = [found(kind, Subject(product_id="p1", topic="t1", value=CANARY)) for kind in FOUND]

        asserted = things(found=every)

        assert {one.predicate for one in asserted} == {one for one, _ in FOUND.values()}
        assert {one.part for one in asserted} == {AssertingPart.MERCHANDISING}
        assert all(one.weight == pytest.approx(measure(30, 100).rate.low * 100) for one in asserted)

    def test_names_no_word_of_a_customer(self) -> None:
        every = [found(kind, Subject(product_id="p1", topic="t1", value=CANARY)) for kind in FOUND]

        written = b"".join(encode(one).encode() for one in things(found=every))

        assert not [word for word in CANARY.split() if len(word) > 3 and word.encode() in written]
        assert orjson.loads(encode(things(found=every)[0]))["subject"]["kind"] == "demand"

    def test_asserts_nothing_of_what_is_dismissed_or_no_work(self) -> None:
        dismissed = replace(found(Kind.CONTENT_GAP, Subject(topic="t1")), status=Status.DISMISSED)
        bundle = found(Kind.BUNDLE, Subject(product_id="p1", value="p2"))

        assert things(found=[dismissed, bundle]) == []


def visits(unanswered: int, of: int, handed_over: int = 0) -> VisitCounts:
    counts = dict.fromkeys(WorkOutcome, 0)
    counts[WorkOutcome.UNANSWERED] = unanswered
    counts[WorkOutcome.HANDED_OVER] = handed_over
    counts[WorkOutcome.RESOLVED] = of - unanswered - handed_over
    return VisitCounts(customers=of, counts=MappingProxyType(counts))


class TestService:
    def test_asserts_topics_that_stay_open_or_go_to_people_more(self) -> None:
        lines = [
            WorkLine(name="t1", now=visits(40, 100), before=visits(10, 100)),
            WorkLine(name="t2", now=visits(0, 100, 50), before=visits(0, 100, 20)),
            WorkLine(name="t3", now=visits(12, 100), before=visits(10, 100)),
            WorkLine(name="", now=visits(90, 100), before=visits(10, 100)),
        ]

        asserted = things(topics=lines)

        assert [(one.predicate, one.subject.reference) for one in asserted] == [
            (Predicate.UNANSWERED_MORE, "t1"),
            (Predicate.HANDED_OVER_MORE, "t2"),
        ]
        assert 0 < asserted[0].evidence.low < 0.3 < asserted[0].evidence.high

    def test_asserts_no_topic_of_too_few_before(self) -> None:
        line = WorkLine(name="t1", now=visits(40, 100), before=visits(0, 0))
        assert things(topics=[line]) == []

    def test_asserts_the_cause_of_most_complaints(self) -> None:
        size = ComplaintLine(product_id="p1", cause="size", count=31, customers=30, of=40)
        half = replace(size, product_id="p2", count=21)
        few = replace(size, product_id="p3", count=4, customers=4, of=4)

        [one] = things(complaints=[size, half, few])

        assert (one.predicate, one.measure) == (Predicate.MAIN_CAUSE, AssertedMeasure.SIZE)
        assert one.evidence.low > 0.5

    def test_asserts_what_an_answer_was_worth(self) -> None:
        one, few = published("c0", "fell"), published("c1", "too_few")

        [helped] = things(changes=[one, few])

        assert helped.predicate is Predicate.HELPS
        assert (helped.evidence.low, helped.evidence.high) == (0.02, 0.09)
        assert helped.weight == pytest.approx(0.02 * 200)

    def test_asserts_no_effect_where_none_worth_having_is_left(self) -> None:
        share = 30 / 200
        narrow = published("c0", "undecided", low=-0.03, high=0.03)
        wide = published("c1", "undecided", low=-0.04, high=0.01)
        above = published("c2", "undecided", low=-0.01, high=0.04)
        assert 0.03 < LEAST_PART * share < 0.04 < LEAST

        [nothing] = things(changes=[narrow, wide, above])

        assert (nothing.predicate, nothing.subject.reference) == (Predicate.HAS_NO_EFFECT, "c0")

    def test_asserts_no_more_than_the_least_of_a_frequent_thing(self) -> None:
        often = published("c0", "undecided", low=-0.06, high=0.06)
        assert often.effect is not None
        assert things(changes=[replace(often, effect=replace(often.effect, before=160))]) == []

    @pytest.mark.parametrize("verdict", ["fell", "undecided", "rose"])
    def test_asserts_nothing_of_an_answer_before_all_days_are_measured(self, verdict: str) -> None:
        change = published("c0", verdict, low=-0.01, high=0.01)
        assert change.effect is not None
        early = replace(change, effect=replace(change.effect, days=27))
        assert things(changes=[change])
        assert observed(changes=[early]) == []

    @pytest.mark.parametrize("verdict", ["fell", "undecided", "rose"])
    def test_asserts_nothing_of_an_answer_that_was_live_before(self, verdict: str) -> None:
        edited = published("c0", verdict, low=-0.01, high=0.01)
        assert things(changes=[edited])
        assert things(changes=[replace(edited, before="Oui, 30 jours.")]) == []


def published(
    change_id: str, verdict: str, *, low: float = -0.09, high: float = -0.02
) -> ChangeSet:
    effect = ChangeEffect(
        before=30,
        of_before=200,
        after=19,
        of_after=200,
        difference=-0.055,
        low=low,
        high=high,
        verdict=verdict,
        days=28,
    )
    return replace(change_set(change_id=change_id), state=ChangeState.PUBLISHED, effect=effect)


class TestQuality:
    def test_asserts_a_check_that_fails_more(self) -> None:
        line = CheckLine(
            check=QualityName.PROMISE,
            side=CheckedSide.ASSISTANT,
            now=CheckTally(checked=200, passed=150, customers=180),
            before=CheckTally(checked=200, passed=190, customers=180),
        )

        [one] = things(checks=[line])

        assert (one.predicate, one.subject.reference) == (Predicate.FAILS_MORE, "promise")
        assert one.evidence.low < one.evidence.value == pytest.approx(0.2)


def look(verdict: str, *, low: float, high: float) -> KeptLook:
    kept = kept_look(verdict)
    return replace(kept, primary=replace(kept.primary, low=low, high=high))


class TestExperiments:
    @pytest.mark.parametrize(
        ("verdict", "low", "high", "predicate"),
        [
            ("better", 0.01, 0.08, Predicate.HELPS),
            ("no_difference", -0.01, 0.02, Predicate.HAS_NO_EFFECT),
            ("worse", -0.08, -0.01, Predicate.HARMS),
        ],
    )
    def test_assert_verdicts_for_good(
        self, verdict: str, low: float, high: float, predicate: Predicate
    ) -> None:
        [one] = things(experiments=[experiment(looks=(look(verdict, low=low, high=high),))])

        assert (one.predicate, one.subject.kind) == (predicate, SubjectKind.CHANGE)
        assert (one.evidence.low, one.evidence.high) == (low, high)
        assert one.evidence.kind.is_drawn

    @pytest.mark.parametrize("verdict", ["too_early", "better_so_far", "fading", "not_shown"])
    def test_assert_nothing_that_may_still_change(self, verdict: str) -> None:
        assert things(experiments=[experiment(looks=(look(verdict, low=0.01, high=0.1),))]) == []
        assert things(experiments=[experiment()]) == []

    def test_assert_the_harm_that_a_guard_shows(self) -> None:
        kept = kept_look("harmful")
        guard = replace(kept.guards[0], value=0.07, low=0.03, high=0.11, harmed=True)

        [one] = things(experiments=[experiment(looks=(replace(kept, guards=(guard,)),))])

        assert (one.predicate, one.measure) == (Predicate.HARMS, AssertedMeasure.DISLIKED)
        assert (one.evidence.low, one.evidence.high) == (-0.11, -0.03)

    def test_assert_what_work_on_an_insight_was_worth(self) -> None:
        done = measured_insight("poncho")
        assert done.effect is not None
        fell = replace(
            done,
            effect=replace(done.effect, difference=replace(done.effect.difference, value=-0.02)),
        )
        few = replace(done, effect=replace(done.effect, verdict=EffectVerdict.TOO_FEW))
        daily = replace(done, effect=replace(done.effect, after=measure(1, 28, unit=Unit.DAYS)))

        [one] = things(measured=[fell, few, daily])

        assert (one.part, one.predicate) == (AssertingPart.SERVICE, Predicate.HELPS)
        assert (one.subject.kind, one.evidence.kind) == (SubjectKind.WORK, EvidenceKind.WORK)

    def test_assert_no_effect_of_work_on_a_rare_thing_by_a_narrow_interval_alone(self) -> None:
        done = measured_insight("poncho")
        assert done.effect is not None
        share = done.effect.before.rate.value
        near, far = (
            replace(
                done.effect,
                verdict=EffectVerdict.UNDECIDED,
                difference=Rate(value=0, low=-end, high=end),
            )
            for end in (share / 5, share / 3)
        )
        assert share / 3 < LEAST

        assert things(measured=[replace(done, effect=far)]) == []
        [nothing] = things(measured=[replace(done, effect=near)])
        assert nothing.predicate is Predicate.HAS_NO_EFFECT

    def test_assert_nothing_of_a_change_that_is_closed(self) -> None:
        told = experiment(looks=(look("worse", low=-0.08, high=-0.01),))
        assert things(experiments=[told], closed={"another"})
        assert things(experiments=[told], closed={told.change_id}) == []

    def test_assert_nothing_of_a_metric_without_a_word(self) -> None:
        kept = look("better", low=100.0, high=900.0)
        money = replace(kept.primary, metric=VisitorMetric.ORDER_VALUE)
        assert things(experiments=[experiment(looks=(replace(kept, primary=money),))]) == []

    def test_have_a_word_for_every_metric(self) -> None:
        shown = {VisitorMetric.ORDER_VALUE, VisitorMetric.TRACED}  # nothing is asserted of them
        assert {str(one) for one in set(VisitorMetric) - shown} <= set(AssertedMeasure)
        assert {str(one) for one in OutreachEffect} <= set(AssertedMeasure)


def ledger(
    written: int, with_it: int, left: int, without: int, effect: OutreachEffect
) -> TriggerLedger:
    sides = ((False, written, with_it), (True, left, without))
    tallies = [
        ArmTally(
            trigger=TriggerName.PARCEL_LATE,
            held_out=held,
            customers=many,
            with_effect={effect: had},
        )
        for held, many, had in sides
    ]
    return ledger_of(TRIGGERS[TriggerName.PARCEL_LATE], tallies)


class TestOutreach:
    def test_asserts_what_a_message_is_worth(self) -> None:
        late = ledger(3600, 720, 450, 180, OutreachEffect.CONTACTED)
        early = ledger_of(TRIGGERS[TriggerName.PARCEL_LATE], [])
        [one] = things(ledgers=[late, early])

        assert (one.predicate, one.measure) == (Predicate.HELPS, AssertedMeasure.CONTACTED)
        assert 0 < one.evidence.low < 0.2 < one.evidence.high

    def test_asserts_no_effect_where_none_worth_having_is_left(self) -> None:
        wide = ledger(9_000, 3_600, 1_100, 440, OutreachEffect.CONTACTED)
        narrow = ledger(90_000, 36_000, 90_000, 36_000, OutreachEffect.CONTACTED)
        assert {wide.verdict, narrow.verdict} == {TriggerVerdict.NOTHING}

        assert things(ledgers=[wide]) == []
        [one] = things(ledgers=[narrow])

        assert (one.predicate, one.measure) == (Predicate.HAS_NO_EFFECT, AssertedMeasure.CONTACTED)
        assert -LEAST < one.evidence.low < one.evidence.high < LEAST

    def test_says_nothing_that_its_own_verdict_denies(self) -> None:
        helps = ledger(3600, 720, 450, 180, OutreachEffect.CONTACTED)
        assert set(standing(ledgers=[helps])) <= {Predicate.HELPS}


class TestWhatStands:
    """What is too weak to be posted lets an open assertion stand, until its value turns."""

    @pytest.mark.parametrize(("now", "stands"), [(13, True), (10, False), (8, False)])
    def test_is_a_topic_that_stays_open_more_often(self, now: int, *, stands: bool) -> None:
        line = WorkLine(name="t1", now=visits(now, 100), before=visits(10, 100))
        assert things(topics=[line]) == []
        assert (Predicate.UNANSWERED_MORE in standing(topics=[line])) is stands

    @pytest.mark.parametrize(("count", "stands"), [(22, True), (20, False)])
    def test_is_the_cause_of_half_of_the_complaints(self, count: int, *, stands: bool) -> None:
        line = ComplaintLine(product_id="p1", cause="size", count=count, customers=30, of=40)
        assert things(complaints=[line]) == []
        assert (Predicate.MAIN_CAUSE in standing(complaints=[line])) is stands

    @pytest.mark.parametrize(
        ("low", "high", "value", "stands"),
        [
            (-0.09, 0.01, -0.04, {Predicate.HELPS}),
            (-0.04, 0.06, 0.01, {Predicate.HARMS, Predicate.HAS_NO_EFFECT}),
            (-0.06, 0.04, -0.01, {Predicate.HELPS, Predicate.HAS_NO_EFFECT}),
        ],
    )
    def test_is_the_effect_on_the_side_of_the_value(
        self, low: float, high: float, value: float, stands: set[Predicate]
    ) -> None:
        one = published("c0", "undecided", low=low, high=high)
        assert one.effect is not None
        change = replace(one, effect=replace(one.effect, difference=value))
        assert things(changes=[change]) == []
        assert set(standing(changes=[change])) == stands

    def test_is_nothing_beside_a_verdict_or_of_too_few(self) -> None:
        assert standing(changes=[published("c0", "fell"), published("c1", "too_few")]) == []

    def test_is_what_an_experiment_may_still_show(self) -> None:
        fading = experiment(looks=(look("fading", low=-0.01, high=0.1),))
        assert Predicate.HELPS in standing(experiments=[fading])
        wrong = experiment(looks=(look("split_wrong", low=-0.01, high=0.1),))
        assert standing(experiments=[wrong]) == []

    def test_is_an_insight_that_the_last_build_missed(self) -> None:
        size = found(Kind.SIZE_CONFUSION, Subject(product_id="p1"))
        assert things(faded=[size]) == []
        assert standing(faded=[size]) == [Predicate.SIZE_CONFUSES]
        assert standing(faded=[replace(size, status=Status.DISMISSED)]) == []
