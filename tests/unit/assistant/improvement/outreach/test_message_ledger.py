"""The ledger: differences by the draw, too early until the sample, and verdicts that hold."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from assistant.improvement.outreach.message_ledger import (
    OrderFigure,
    TriggerLedger,
    TriggerVerdict,
    ledger_of,
)
from assistant.outreach.intents import AmountTally, ArmTally
from assistant.outreach.triggers.outreach_effect import OutreachEffect as Effect
from assistant.outreach.triggers.trigger import Trigger, TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS

LATE = TRIGGERS[TriggerName.PARCEL_LATE]


def ledger(
    written: int,
    left: int,
    *,
    trigger: Trigger = LATE,
    with_message: Mapping[Effect, int] | None = None,
    without: Mapping[Effect, int] | None = None,
) -> TriggerLedger:
    sides = ((False, written, with_message), (True, left, without))
    return ledger_of(
        trigger,
        [
            ArmTally(
                trigger=trigger.name, held_out=held, customers=count, with_effect=effects or {}
            )
            for held, count, effects in sides
        ],
    )


def test_replies_to_a_message_that_asks_for_one_are_shown_and_not_judged() -> None:
    replies = {Effect.CONTACTED: 1800}
    for name, verdict in (
        (TriggerName.QUESTION_ANSWERED, None),
        (TriggerName.BACK_IN_STOCK, None),
        (TriggerName.PARCEL_LATE, False),
    ):
        many = ledger(3600, 450, trigger=TRIGGERS[name], with_message=replies)
        line = next(one for one in many.lines if one.effect is Effect.CONTACTED)
        assert line.low is not None
        assert line.low > 0
        assert line.is_good is verdict
        assert (many.verdict is TriggerVerdict.HARMS) == (verdict is False)


class TestALedger:
    def test_of_nobody_is_too_early(self) -> None:
        empty = ledger_of(LATE, [])
        assert (empty.verdict, empty.progress) == (TriggerVerdict.TOO_EARLY, 0.0)
        assert all(line.low is None for line in empty.lines)

    def test_of_a_few_shows_the_shares_and_no_interval(self) -> None:
        few = ledger(20, 4, with_message={Effect.CONTACTED: 2}, without={Effect.CONTACTED: 3})
        line = next(one for one in few.lines if one.effect is Effect.CONTACTED)
        assert (line.written, line.held_out) == (0.1, 0.75)
        assert line.low is None
        assert few.verdict is TriggerVerdict.TOO_EARLY

    def test_of_many_spares_contacts(self) -> None:
        many = ledger(
            3600,
            450,
            with_message={Effect.CONTACTED: 720},
            without={Effect.CONTACTED: 180},
        )
        line = next(one for one in many.lines if one.effect is Effect.CONTACTED)
        assert line.value == pytest.approx(-0.2)
        assert line.low is not None
        assert line.high is not None
        assert line.low < -0.2 < line.high < 0
        assert many.verdict is TriggerVerdict.HELPS
        assert not many.is_to_end

    def test_tells_harm_before_the_sample_is_there(self) -> None:
        harm = ledger(400, 400, with_message={Effect.STOPPED: 90}, without={Effect.STOPPED: 4})
        assert harm.verdict is TriggerVerdict.HARMS
        assert harm.is_to_end

    def test_says_nothing_is_there_only_after_the_sample(self) -> None:
        same = {Effect.CONTACTED: 45}
        half = ledger(300, 150, with_message=same, without={Effect.CONTACTED: 22})
        assert half.verdict is TriggerVerdict.TOO_EARLY
        after = ledger(
            6000,
            675,
            with_message={Effect.CONTACTED: 600},
            without={Effect.CONTACTED: 67},
        )
        assert after.progress >= 1
        assert after.verdict is TriggerVerdict.NOTHING
        assert after.is_to_end

    def test_plans_for_the_share_left_alone_and_the_rate_that_is_seen(self) -> None:
        def planned(left: int, contacted: int) -> float:
            plan = ledger(
                1000 - left,
                left,
                with_message={Effect.CONTACTED: contacted - contacted * left // 1000},
                without={Effect.CONTACTED: contacted * left // 1000},
            ).plan
            assert plan is not None
            assert plan.at_half <= plan.customers
            return plan.customers

        assert planned(50, 200) > planned(100, 200) > planned(500, 200)
        assert planned(100, 400) > planned(100, 200) > planned(100, 20)
        assert 4_000 < planned(100, 110) < 6_000  # as the documentation states it

    def test_tells_a_good_effect_before_the_sample_is_there(self) -> None:
        early = ledger(
            900, 100, with_message={Effect.CONTACTED: 90}, without={Effect.CONTACTED: 50}
        )
        assert early.progress < 1
        assert early.verdict is TriggerVerdict.HELPS

    def test_takes_a_few_stops_for_no_harm_for_nobody_stops_a_message_not_written(self) -> None:
        helpful = ledger(
            3600,
            450,
            with_message={Effect.CONTACTED: 720, Effect.STOPPED: 72},
            without={Effect.CONTACTED: 180},
        )
        line = next(one for one in helpful.lines if one.effect is Effect.STOPPED)
        assert line.low is not None
        assert 0 < line.low < 0.02
        assert line.is_good is None
        assert helpful.verdict is TriggerVerdict.HELPS

    def test_compares_within_the_shares_of_the_draw(self) -> None:
        """A share that shrinks before a busy season would else look like an effect."""
        counted = ((50, False, 500, 50), (50, True, 500, 50), (10, False, 4_500, 2_250))
        found = ledger_of(
            LATE,
            [
                ArmTally(
                    trigger=LATE.name,
                    held_percent=percent,
                    held_out=held,
                    customers=customers,
                    with_effect={Effect.CONTACTED: contacted},
                )
                for percent, held, customers, contacted in (*counted, (10, True, 500, 250))
            ],
        )
        line = next(one for one in found.lines if one.effect is Effect.CONTACTED)
        assert line.written - line.held_out > 0.1
        assert line.value == pytest.approx(0.0)
        assert line.is_good is None

    def test_has_no_interval_of_width_zero_where_nothing_happened(self) -> None:
        for line in ledger(3600, 400).lines:
            assert line.low is not None
            assert line.high is not None
            assert line.low < -0.001 < 0.0 < line.high

    def test_without_anybody_left_alone_compares_nothing(self) -> None:
        alone = ledger(3600, 0, with_message={Effect.STOPPED: 900})
        assert alone.verdict is TriggerVerdict.TOO_EARLY
        assert all(line.low is None for line in alone.lines)


def priced(customers: int, payers: int, *, held: bool, unknown: int = 0) -> ArmTally:
    return ArmTally(
        trigger=LATE.name,
        held_out=held,
        customers=customers + 500,  # followed before amounts were kept
        with_effect={Effect.CONTACTED: customers // 5, Effect.ORDERED: payers},
        amounts=AmountTally(
            customers=customers,
            payers=payers,
            paid=payers * 4_000.0,
            paid_squares=payers * 4_000.0**2,
            with_margin=customers - unknown,
            margin=payers * 1_200.0,
            margin_squares=payers * 1_200.0**2,
        ),
    )


class TestAmounts:
    def test_are_the_mean_of_each_side_with_the_difference_by_the_draw(self) -> None:
        sides = [priced(4_000, 1_200, held=False), priced(4_000, 800, held=True)]
        found = ledger_of(LATE, sides)
        paid, margin = found.amounts
        assert (found.written, found.priced) == (4_500, 4_000)
        assert (paid.given, paid.held_out) == (1_200, 800)
        assert paid.value == pytest.approx(400)
        assert margin.value == pytest.approx(120)
        assert paid.low is not None
        assert paid.low > 0

    def test_have_no_interval_before_thirty_of_each_side_have_paid(self) -> None:
        for few, is_told in ((29, False), (30, True)):
            sides = [priced(4_000, 1_200, held=False), priced(4_000, few, held=True)]
            found = ledger_of(LATE, sides)
            assert [line.low is not None for line in found.amounts] == [is_told, is_told]

    def test_have_no_margin_where_a_cost_is_not_known(self) -> None:
        sides = [priced(4_000, 1_200, held=False, unknown=1), priced(4_000, 800, held=True)]
        assert [one.figure for one in ledger_of(LATE, sides).amounts] == [OrderFigure.PAID]

    def test_are_none_of_customers_followed_before_amounts_were_kept(self) -> None:
        before = ledger(3600, 450, with_message={Effect.ORDERED: 720})
        assert (list(before.amounts), before.priced) == ([], 0)

    def test_change_no_verdict(self) -> None:
        plain = [replace(one, amounts=AmountTally()) for one in (LESS, MORE)]
        with_amounts, without = ledger_of(LATE, [LESS, MORE]), ledger_of(LATE, plain)
        assert (with_amounts.amounts[0].high or 0) < 0
        assert with_amounts.lines == without.lines
        assert with_amounts.verdict is without.verdict


LESS = replace(priced(4_000, 800, held=False), with_effect={})
MORE = replace(priced(4_000, 1_200, held=True), with_effect={})
