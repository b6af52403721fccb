"""The ledger of offers: by the draw, within its shares, and with a verdict that may end them."""

from datetime import timedelta

import numpy as np
import pytest

from assistant.improvement.outreach.figure_comparison import OrderFigure
from assistant.improvement.outreach.message_ledger import TriggerVerdict
from assistant.improvement.outreach.offer_ledger import OfferLedger, offer_ledger
from assistant.operations.goodwill.offers.offer_terms import OfferOccasion
from assistant.operations.goodwill.offers.ports import OfferSide
from tests.support.seeds.conversation_events import NOON

LATE = OfferOccasion.LATE_PARCEL
ORDER, MARGIN = 4_000.0, 1_200.0  # minor units of each order


def side(
    customers: int, ordered: int, *, held: bool, percent: int = 50, unknown: int = 0
) -> OfferSide:
    return OfferSide(
        occasion=LATE,
        held_percent=percent,
        is_held_out=held,
        customers=customers,
        ordered=ordered,
        paid=ordered * ORDER,
        paid_squares=ordered * ORDER**2,
        margin=ordered * MARGIN,
        margin_squares=ordered * MARGIN**2,
        with_margin=customers - unknown,
        newest=NOON + timedelta(days=customers),
    )


def ledger(given: int, held: int, *, of: int = 2_000, **more: int) -> OfferLedger:
    return offer_ledger(LATE, [side(of, given, held=False, **more), side(of, held, held=True)])


class TestALedgerOfOffers:
    def test_of_nobody_is_too_early(self) -> None:
        empty = offer_ledger(LATE, [])
        assert (empty.verdict, empty.progress) == (TriggerVerdict.TOO_EARLY, 0.0)
        assert all(line.low is None for line in empty.lines)

    def test_of_one_side_alone_is_too_early(self) -> None:
        one = offer_ledger(LATE, [side(5_000, 900, held=False, percent=0)])
        assert one.verdict is TriggerVerdict.TOO_EARLY
        assert (one.given, one.held_out) == (5_000, 0)

    def test_helps_where_more_order_and_pay(self) -> None:
        better = ledger(800, 500)
        by_figure = {one.figure: one for one in better.lines}
        assert better.verdict is TriggerVerdict.HELPS
        assert by_figure[OrderFigure.ORDERED].value == pytest.approx(0.15)
        assert by_figure[OrderFigure.PAID].value == pytest.approx(600)
        assert by_figure[OrderFigure.MARGIN].value == pytest.approx(180)
        assert not better.is_to_end

    def test_harms_where_less_is_ordered(self) -> None:
        assert ledger(500, 800).verdict is TriggerVerdict.HARMS

    def test_that_shows_nothing_after_its_sample_is_to_end(self) -> None:
        assert ledger(500, 500).is_to_end
        assert not ledger(50, 50, of=200).is_to_end

    def test_has_no_margin_where_a_cost_is_not_known(self) -> None:
        figures = [one.figure for one in ledger(500, 500, unknown=1).lines]
        assert figures == [OrderFigure.ORDERED, OrderFigure.PAID]

    def test_tells_no_amounts_before_enough_ordered_on_both_sides(self) -> None:
        lines = ledger(60, 29).lines
        assert [one.low is None for one in lines] == [False, True, True]
        assert all(one.low is not None for one in ledger(60, 30).lines)

    def test_compares_within_the_shares_of_the_draw(self) -> None:
        """A share that grows with the season would else look like an effect."""
        quiet = [side(900, 90, held=False, percent=10), side(100, 10, held=True, percent=10)]
        busy = [side(500, 250, held=False), side(500, 250, held=True)]
        found = offer_ledger(LATE, [*quiet, *busy])
        assert found.lines[0].given != pytest.approx(found.lines[0].held_out)
        assert found.lines[0].value == pytest.approx(0.0)

    def test_of_codes_that_change_nothing_says_harm_or_help_rarely_at_any_look(self) -> None:
        generator, wrong = np.random.default_rng(7), 0
        for _ in range(200):
            said = set()
            ordered, customers = generator.random((2, 1_200)) < 0.2, range(100, 1_201, 100)
            for n in customers:
                given, held = (int(one[:n].sum()) for one in ordered)
                said.add(ledger(given, held, of=n).verdict)
            wrong += bool(said & {TriggerVerdict.HELPS, TriggerVerdict.HARMS})
        assert wrong <= 10  # of 200: 5 % would be as many
