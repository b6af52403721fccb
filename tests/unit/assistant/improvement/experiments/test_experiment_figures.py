"""Test the look of an experiment, made of the sums of its visitors by arm and day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.improvement.experiments.experiment_figures import SETTLED_DAYS, look_at
from assistant.improvement.experiments.experiment_verdict import ExperimentVerdict
from assistant.insights.queries.experiment_views import NOTHING_BEFORE, ExposedDay
from assistant.insights.statistics.arm_comparison import planned_sample
from assistant.kit.experiments.experiment import GUARDS, OF_ORDERS, VisitorMetric
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.experiment_seeds import experiment

BEGAN = NOON.date()


def day(
    number: int, *, changed: bool, resolved: int, of: int = 100, share: float = 0.5, **harm: int
) -> ExposedDay:
    """Return the sums of a day: so many visitors, and so many of each metric."""
    counts = {one: float(harm.get(str(one), 0)) for one in VisitorMetric}
    counts[VisitorMetric.RESOLVED] = float(resolved)
    return ExposedDay(
        day=BEGAN + timedelta(days=number),
        changed=changed,
        share=share,
        visitors=of,
        sums=counts,
        squares=counts,
        before=NOTHING_BEFORE,
        before_squares=NOTHING_BEFORE,
        before_products=NOTHING_BEFORE,
    )


def days(count: int, *, control: int, changed: int, **harm: int) -> list[ExposedDay]:
    both = []
    for number in range(count):
        both.append(day(number, changed=False, resolved=control))
        both.append(day(number, changed=True, resolved=changed, **harm))
    return both


def sold(count: int, *, control: int, changed: int) -> list[ExposedDay]:
    """Return days on which so many visitors of each arm ordered, for 40.00 each."""
    found = []
    for number in range(count):
        for each, orders in ((False, control), (True, changed)):
            one = day(number, changed=each, resolved=60, ordered=orders)
            sums = {**one.sums, VisitorMetric.ORDER_VALUE: orders * 4_000.0}
            squares = {**one.squares, VisitorMetric.ORDER_VALUE: orders * 4_000.0**2}
            found.append(replace(one, sums=sums, squares=squares))
    return found


def said(
    found: Sequence[ExposedDay],
    *,
    after: int,
    least: float = 0.03,
    metric: VisitorMetric = VisitorMetric.RESOLVED,
) -> ExperimentVerdict:
    one = experiment(least=least, metric=metric)
    return ExperimentVerdict(look_at(one, found, at=NOON + timedelta(days=after)).verdict)


class TestALook:
    def test_of_nobody_is_too_early(self) -> None:
        look = look_at(experiment(), [], at=NOON + timedelta(days=1))

        assert look.verdict == ExperimentVerdict.TOO_EARLY
        assert (look.primary.low, look.control, look.changed) == (None, 0, 0)

    def test_is_better_once_it_lasts(self) -> None:
        found = days(36, control=60, changed=70)

        assert said(found, after=40) is ExperimentVerdict.BETTER
        assert said(found[:40], after=24) is ExperimentVerdict.BETTER_SO_FAR

    def test_is_fading_while_those_after_the_first_days_do_not_show_it(self) -> None:
        fading = [
            day(number, changed=changed, resolved=60 if not changed else 90 if number < 5 else 61)
            for number in range(40)
            for changed in (False, True)
        ]

        assert said(fading, after=29) is ExperimentVerdict.FADING
        assert said(days(40, control=60, changed=70), after=29) is ExperimentVerdict.BETTER

    def test_is_worse_or_without_a_difference(self) -> None:
        assert said(days(20, control=60, changed=45), after=24) is ExperimentVerdict.WORSE
        same = days(60, control=60, changed=60)
        assert said(same, after=64, least=0.06) is ExperimentVerdict.NO_DIFFERENCE

    def test_counts_visitors_once_their_time_is_over(self) -> None:
        found = days(10, control=60, changed=60)

        look = look_at(experiment(), found, at=NOON + timedelta(days=9))

        assert look.counted == (10 - SETTLED_DAYS) * 200
        assert (look.control, look.changed) == (1000, 1000)

    def test_is_harmful_where_a_guard_is_and_sees_it_at_once(self) -> None:
        found = days(4, control=60, changed=60, complained=12)

        look = look_at(experiment(), found, at=NOON + timedelta(days=3))

        assert look.verdict == ExperimentVerdict.HARMFUL
        assert [one.metric for one in look.guards if one.harmed] == [VisitorMetric.COMPLAINED]

    def test_counts_returns_once_thirty_days_are_over(self) -> None:
        found = days(6, control=60, changed=60, returned=20)

        early = look_at(experiment(), found, at=NOON + timedelta(days=9))
        late = look_at(experiment(), found, at=NOON + timedelta(days=40))

        assert early.verdict == ExperimentVerdict.TOO_EARLY
        assert [one.metric for one in late.guards if one.harmed] == [VisitorMetric.RETURNED]

    def test_says_where_visitors_were_lost(self) -> None:
        lost = [day(n, changed=True, resolved=50, of=80) for n in range(20)]
        kept = [day(n, changed=False, resolved=60) for n in range(20)]

        assert said([*lost, *kept], after=24) is ExperimentVerdict.SPLIT_WRONG

    def test_of_a_metric_that_falls_is_better_for_it(self) -> None:
        found = [
            day(n, changed=each, resolved=60, handed_over=10 if each else 20)
            for n in range(36)
            for each in (False, True)
        ]

        better = said(found, after=40, metric=VisitorMetric.HANDED_OVER)

        assert better is ExperimentVerdict.BETTER

    @pytest.mark.parametrize("first", [0.01, 0.1])
    def test_compares_within_the_stages_of_a_roll_out(self, first: float) -> None:
        few = round(1000 * first)
        early = [
            day(0, changed=True, resolved=few // 2, of=few, share=first),
            day(0, changed=False, resolved=(1000 - few) // 2, of=1000 - few, share=first),
        ]
        late = [day(1, changed=each, resolved=270, of=300) for each in (False, True)]

        look = look_at(experiment(), [*early, *late], at=NOON + timedelta(days=9))

        assert look.primary.value == pytest.approx(0.0, abs=0.002)

    def test_tells_the_orders_that_are_caused_once_thirty_days_are_over(self) -> None:
        found = [
            day(n, changed=each, resolved=60, order_value=4_000 if each else 3_000)
            for n in range(30)
            for each in (False, True)
        ]

        soon = look_at(experiment(), found, at=NOON + timedelta(days=30))
        part = look_at(experiment(), found, at=NOON + timedelta(days=40))
        late = look_at(experiment(), found, at=NOON + timedelta(days=61))

        assert (part.changed, part.orders_changed, late.orders_changed) == (3_000, 1_000, 3_000)
        assert (soon.orders, soon.traced) == (None, None)
        assert late.orders is not None
        assert late.traced is not None
        assert (late.orders.control, late.orders.changed) == (30.0, 40.0)
        assert late.orders.value == pytest.approx(10.0)

    def test_of_orders_that_fall_is_harmful_once_thirty_days_are_over(self) -> None:
        guards = (*GUARDS, *OF_ORDERS)
        found = sold(40, control=20, changed=5)

        early = look_at(experiment(guards=guards), found, at=NOON + timedelta(days=30))
        late = look_at(experiment(guards=guards), found, at=NOON + timedelta(days=71))

        assert early.verdict != ExperimentVerdict.HARMFUL
        assert late.verdict == ExperimentVerdict.HARMFUL
        assert {one.metric for one in late.guards if one.harmed} == set(OF_ORDERS)

    def test_tells_no_amount_as_a_guard_of_few_orders(self) -> None:
        guards = (VisitorMetric.ORDER_VALUE,)
        found = [day(0, changed=False, resolved=60), day(0, changed=True, resolved=60)]
        found += sold(2, control=14, changed=14)

        look = look_at(experiment(guards=guards), found, at=NOON + timedelta(days=40))

        [guard] = look.guards
        assert (guard.low, guard.harmed) == (None, False)

    def test_tells_no_amount_as_caused_of_few_orders(self) -> None:
        few = [day(0, changed=each, resolved=60) for each in (False, True)]
        few += sold(2, control=14, changed=14)
        enough = [*few, *sold(1, control=2, changed=2)]

        for found, is_told in ((few, False), (enough, True)):
            orders = look_at(experiment(), found, at=NOON + timedelta(days=40)).orders
            assert orders is not None
            assert (orders.low is not None) is is_told

    def test_by_orders_is_worse_where_fewer_order(self) -> None:
        worse = said(
            sold(40, control=20, changed=5), after=71, metric=VisitorMetric.ORDERED, least=0.05
        )

        assert worse is ExperimentVerdict.WORSE

    def test_by_orders_waits_for_no_more_visitors_than_the_share_who_order_takes(self) -> None:
        found = sold(70, control=3, changed=7)
        planned = planned_sample(0.5, 0.02)
        one = experiment(least=0.02, metric=VisitorMetric.ORDERED, planned=planned)

        look = look_at(one, found, at=NOON + timedelta(days=101))

        assert look.counted == 14_000 < planned / 3
        assert 1 < look.information < 2  # of the 5 in 100 who order
        assert look.verdict == ExperimentVerdict.BETTER

    def test_by_orders_is_fading_while_those_after_the_first_days_do_not_show_it(self) -> None:
        fading = sold(14, control=3, changed=20)
        fading += [
            replace(late, day=late.day + timedelta(days=14))
            for late in sold(56, control=3, changed=3)
        ]
        one = experiment(
            least=0.02, metric=VisitorMetric.ORDERED, planned=planned_sample(0.5, 0.02)
        )

        look = look_at(one, fading, at=NOON + timedelta(days=101))

        assert look.information > 1
        assert look.verdict == ExperimentVerdict.FADING

    def test_by_orders_says_nothing_where_no_sale_is_known(self) -> None:
        found = days(60, control=60, changed=60)

        nothing = said(found, after=100, metric=VisitorMetric.ORDERED, least=0.06)

        assert nothing in {ExperimentVerdict.TOO_EARLY, ExperimentVerdict.NOT_SHOWN}

    def test_without_any_sale_tells_none(self) -> None:
        found = days(30, control=60, changed=60)

        assert look_at(experiment(), found, at=NOON + timedelta(days=70)).orders is None
