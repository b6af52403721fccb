"""A round posts, renews, disputes and withdraws; a person settles."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.improvement.assertions.assertion import (
    AssertedThing,
    AssertingPart,
    Assertion,
    AssertionDeed,
    AssertionState,
    Settlement,
)
from assistant.improvement.assertions.assertion_moves import (
    MOST,
    QUIET,
    AssertionRefusal,
    AssertionRefusedError,
    by_id,
    renew,
    review_disputes,
    settle,
)
from tests.support.seeds.assertion_seeds import (
    COMPLAINED,
    CONFUSES,
    LOWERED,
    NOTHING,
    TEARS,
    evidence,
)
from tests.support.seeds.conversation_events import NOON

DAY = timedelta(days=1)


def round_of(
    known: list[Assertion], *made: AssertedThing, days: float = 1
) -> tuple[list[Assertion], list[Assertion]]:
    """Return all assertions after a round, and those that it moved."""
    moved = renew(known, made, now=NOON + days * DAY)
    return [*(by_id(known) | by_id(moved)).values()], moved


def deeds(one: Assertion) -> list[str]:
    return [str(move.deed) for move in one.moves]


class TestARound:
    def test_posts_what_is_new_once(self) -> None:
        every, moved = round_of([], COMPLAINED, CONFUSES)
        again, still = round_of(every, COMPLAINED, CONFUSES, days=2)

        assert (len(moved), still) == (2, [])
        assert again == every

    def test_keeps_newer_figures_without_a_line_of_history(self) -> None:
        every, _ = round_of([], CONFUSES)
        newer = replace(CONFUSES, evidence=evidence(low=0.25, high=0.45))

        [after], _ = round_of(every, newer, days=2)

        assert after.thing == newer
        assert (after.version, deeds(after)) == (2, ["posted"])

    def test_tells_of_figures_that_are_quite_different(self) -> None:
        every, _ = round_of([], CONFUSES)
        newer = replace(CONFUSES, evidence=evidence(low=0.6, high=0.8))

        [after], _ = round_of(every, newer, days=2)

        assert deeds(after) == ["posted", "renewed"]

    def test_withdraws_what_is_asserted_no_more_and_posts_it_again(self) -> None:
        every, _ = round_of([], CONFUSES)

        [gone], _ = round_of(every, days=2)
        [back], _ = round_of([gone], CONFUSES, days=3)

        assert gone.state is AssertionState.WITHDRAWN
        assert back.state is AssertionState.POSTED
        assert deeds(back) == ["posted", "withdrawn", "posted"]
        assert back.posted_at == NOON + 3 * DAY

    def test_keeps_one_that_figures_still_show_and_posts_none_of_them(self) -> None:
        weak = replace(CONFUSES, evidence=evidence(low=-0.05, high=0.45))
        assert renew([], [], standing=[weak], now=NOON) == []
        every, _ = round_of([], CONFUSES)
        [kept] = renew(every, [], standing=[weak], now=NOON + DAY)
        assert (kept.state, kept.thing, deeds(kept)) == (AssertionState.POSTED, weak, ["posted"])
        [gone] = renew([kept], [], now=NOON + 2 * DAY)
        assert gone.state is AssertionState.WITHDRAWN
        assert renew([gone], [], standing=[weak], now=NOON + 3 * DAY) == []

    def test_disputes_and_ends_a_dispute(self) -> None:
        every, _ = round_of([], LOWERED, NOTHING)
        [lowered] = [one for one in every if one.thing == LOWERED]
        assert lowered.state is AssertionState.DISPUTED

        every, _ = round_of(every, LOWERED, days=2)

        [lowered] = [one for one in every if one.thing == LOWERED]
        assert lowered.state is AssertionState.POSTED
        assert deeds(lowered) == ["posted", "disputed", "undisputed"]

    def test_posts_the_heaviest_of_a_part_and_keeps_those_before(self) -> None:
        many = [
            replace(CONFUSES, weight=float(n), evidence=evidence(reference=f"{n:016x}"))
            for n in range(MOST + 5)
        ]

        every, _ = round_of([], *many)
        more, moved = round_of(every, *many, replace(TEARS, weight=99.0), days=2)

        assert sorted(one.thing.weight for one in every) == [float(n) for n in range(5, MOST + 5)]
        assert (more, moved) == (every, [])

    def test_refuses_what_the_table_does_not_let_a_part_say(self) -> None:
        with pytest.raises(ValueError, match="quality cannot assert size_confuses"):
            renew([], [replace(CONFUSES, part=AssertingPart.QUALITY)], now=NOON)


class TestAPerson:
    def test_settles_with_a_reason_without_personal_data(self) -> None:
        [one], _ = round_of([], COMPLAINED)

        settled = settle(one, Settlement.UPHELD, by="zoé", reason="Ask lea@mail.example.", at=NOON)

        assert settled.state is AssertionState.SETTLED
        assert settled.moves[-1].deed is AssertionDeed.SETTLED
        assert "mail.example" not in settled.moves[-1].reason

    def test_needs_a_reason_and_an_open_one(self) -> None:
        [one], _ = round_of([], COMPLAINED)
        with pytest.raises(AssertionRefusedError) as refused:
            settle(one, Settlement.UPHELD, by="zoé", reason="  ", at=NOON)
        assert refused.value.why is AssertionRefusal.NO_REASON

        settled = settle(one, Settlement.UPHELD, by="zoé", reason="so", at=NOON)
        with pytest.raises(AssertionRefusedError) as refused:
            settle(settled, Settlement.REJECTED, by="ann", reason="no", at=NOON)
        assert refused.value.why is AssertionRefusal.MOVED

    def test_is_not_told_the_same_again_for_eight_weeks(self) -> None:
        [one], _ = round_of([], COMPLAINED)
        settled = settle(one, Settlement.REJECTED, by="zoé", reason="no", at=NOON + DAY)

        newer = replace(COMPLAINED, evidence=replace(COMPLAINED.evidence, count=31))
        _, soon = round_of([settled], newer, days=30)
        _, later = round_of([settled], newer, days=QUIET.days + 2)

        assert soon == []
        assert [one.assertion_id == settled.assertion_id for one in later] == [False]

    def test_is_never_told_the_same_figures_again(self) -> None:
        [one], _ = round_of([], LOWERED)
        settled = settle(one, Settlement.UPHELD, by="zoé", reason="so", at=NOON + DAY)

        _, moved = round_of([settled], replace(LOWERED, weight=5.0), days=10 * QUIET.days)

        assert moved == []

    def test_who_rejects_one_ends_its_disputes(self) -> None:
        every, _ = round_of([], LOWERED, NOTHING)
        [nothing] = [one for one in every if one.thing == NOTHING]
        rejected = settle(nothing, Settlement.REJECTED, by="zoé", reason="no", at=NOON)
        [lowered] = [one for one in every if one.thing == LOWERED]

        [moved] = review_disputes([rejected, lowered], now=NOON + DAY)

        assert moved.assertion_id == lowered.assertion_id
        assert moved.state is AssertionState.POSTED
