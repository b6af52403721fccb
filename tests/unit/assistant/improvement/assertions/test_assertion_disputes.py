"""Which assertions dispute each other, and which say the same."""

from dataclasses import replace
from datetime import timedelta

from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertingPart,
    AssertionState,
    DisputeCause,
    EvidenceKind,
    Predicate,
    Settlement,
)
from assistant.improvement.assertions.assertion_disputes import (
    dispute_cause,
    find_agreeing,
    find_disputes,
)
from tests.support.seeds.assertion_seeds import (
    COMPLAINED,
    CONFUSES,
    FEWER_BACK,
    LOWERED,
    NOTHING,
    RETURNED_SMALL,
    SAME_BACK,
    TEARS,
    asserted,
    evidence,
)
from tests.support.seeds.conversation_events import NOON

LATER = NOON + timedelta(days=1)


class TestAnEffect:
    def test_measured_at_nothing_disputes_one_that_helped(self) -> None:
        assert dispute_cause(asserted(LOWERED), asserted(NOTHING)) is DisputeCause.NO_EFFECT

    def test_measured_as_harm_disputes_one_that_helped(self) -> None:
        harm = replace(NOTHING, predicate=Predicate.HARMS)
        assert dispute_cause(asserted(LOWERED), asserted(harm)) is DisputeCause.HARM

    def test_of_weeks_before_and_after_disputes_none_that_was_drawn(self) -> None:
        assert dispute_cause(asserted(NOTHING), asserted(LOWERED)) is None

    def test_of_another_change_disputes_nothing(self) -> None:
        other = replace(NOTHING, subject=replace(NOTHING.subject, reference="beef"))
        assert dispute_cause(asserted(LOWERED), asserted(other)) is None

    def test_whose_interval_lies_apart_disputes_the_size(self) -> None:
        drawn = replace(
            LOWERED,
            part=AssertingPart.EXPERIMENTS,
            evidence=evidence(EvidenceKind.EXPERIMENT, 0.001, 0.015, reference="e1"),
        )
        assert dispute_cause(asserted(LOWERED), asserted(drawn)) is DisputeCause.APART
        near = replace(drawn, evidence=evidence(EvidenceKind.EXPERIMENT, 0.01, 0.05, reference="e"))
        assert dispute_cause(asserted(LOWERED), asserted(near)) is None

    def test_of_another_measure_is_no_other_size(self) -> None:
        drawn = replace(
            LOWERED,
            part=AssertingPart.EXPERIMENTS,
            measure=AssertedMeasure.RESOLVED,
            evidence=evidence(EvidenceKind.EXPERIMENT, 0.5, 0.6, reference="e1"),
        )
        assert dispute_cause(asserted(LOWERED), asserted(drawn)) is None


class TestReturns:
    def test_that_visitors_show_unchanged_dispute_weeks_before_and_after(self) -> None:
        before_and_after, drawn = asserted(FEWER_BACK), asserted(SAME_BACK)
        assert dispute_cause(before_and_after, drawn) is DisputeCause.NO_EFFECT
        assert dispute_cause(drawn, before_and_after) is None

    def test_are_not_disputed_by_no_effect_on_something_else(self) -> None:
        assert dispute_cause(asserted(FEWER_BACK), asserted(NOTHING)) is None
        assert dispute_cause(asserted(LOWERED), asserted(SAME_BACK)) is None

    def test_that_fell_say_nothing_of_questions(self) -> None:
        fewer_open, fewer_back = asserted(LOWERED), asserted(FEWER_BACK)
        assert [*find_agreeing(fewer_open, [fewer_back])] == []
        drawn = asserted(replace(SAME_BACK, predicate=Predicate.HELPS))
        assert [*find_agreeing(fewer_back, [drawn])] == [drawn]

    def test_are_disputed_by_any_harm(self) -> None:
        for harm in (NOTHING, SAME_BACK):
            late = replace(harm, predicate=Predicate.HARMS, part=AssertingPart.QUALITY)
            assert dispute_cause(asserted(FEWER_BACK), asserted(late)) is DisputeCause.HARM


class TestAMainCause:
    def test_of_returns_and_another_of_complaints_dispute_each_other(self) -> None:
        torn = asserted(replace(COMPLAINED, measure=AssertedMeasure.DEFECT))
        small = asserted(RETURNED_SMALL)
        assert dispute_cause(small, torn) is DisputeCause.OTHER_MAIN
        assert dispute_cause(torn, small) is DisputeCause.OTHER_MAIN

    def test_of_returns_and_the_same_of_complaints_agree(self) -> None:
        size, small = asserted(COMPLAINED), asserted(RETURNED_SMALL)
        assert (dispute_cause(size, small), dispute_cause(small, size)) == (None, None)
        assert [*find_agreeing(size, [small])] == [small]

    def test_is_disputed_by_a_newer_one_of_more_conversations(self) -> None:
        newer = asserted(TEARS, posted_at=LATER)
        assert dispute_cause(asserted(COMPLAINED), newer) is DisputeCause.OTHER_CAUSE

    def test_is_not_disputed_by_what_was_known_then(self) -> None:
        assert dispute_cause(asserted(COMPLAINED), asserted(TEARS)) is None

    def test_is_not_disputed_by_what_concerns_fewer(self) -> None:
        few = asserted(replace(TEARS, weight=3.0), posted_at=LATER)
        assert dispute_cause(asserted(COMPLAINED), few) is None

    def test_is_not_disputed_by_the_same_cause(self) -> None:
        newer = asserted(CONFUSES, posted_at=LATER)
        assert dispute_cause(asserted(COMPLAINED), newer) is None
        assert [*find_agreeing(asserted(COMPLAINED), [newer])] == [newer]


class TestAPart:
    def test_never_disputes_itself(self) -> None:
        mine = replace(NOTHING, part=LOWERED.part)
        assert dispute_cause(asserted(LOWERED), asserted(mine)) is None

    def test_of_a_rejected_or_withdrawn_assertion_counts_no_more(self) -> None:
        gone = asserted(NOTHING, state=AssertionState.WITHDRAWN)
        rejected = asserted(NOTHING, state=AssertionState.SETTLED, settlement=Settlement.REJECTED)
        upheld = asserted(NOTHING, state=AssertionState.SETTLED, settlement=Settlement.UPHELD)

        assert find_disputes(asserted(LOWERED), [gone, rejected]) == ()
        assert len(find_disputes(asserted(LOWERED), [upheld])) == 1

    def test_agrees_with_others_alone(self) -> None:
        one = asserted(CONFUSES)
        assert [*find_agreeing(one, [one, asserted(COMPLAINED)])] == [asserted(COMPLAINED)]
        assert [*find_agreeing(one, [one, asserted(TEARS)])] == []
