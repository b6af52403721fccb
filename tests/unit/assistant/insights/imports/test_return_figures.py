"""Returns are counted by orders and their causes, and before and after work once all are known."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm
from scipy.stats import t as student

from assistant.insights.imports.return_figures import (
    SETTLED,
    ProductWork,
    ReturnShare,
    is_settled,
    windows_around,
)
from assistant.insights.imports.return_reasons import ReturnCause
from assistant.insights.insight import Window
from assistant.insights.statistics.intervals import wilson
from tests.support.seeds.sale_seeds import ONDINE, sale_returns, sales_on

DAY = date(2026, 6, 1)
MONTH = Window(since=DAY, until=DAY + timedelta(days=28))
WORK = ProductWork(reference="c0ffee", product_id=ONDINE, on=DAY)
WIDER = float(2 * norm.cdf(student.ppf(0.975, 99)) - 1)  # of 100 orders
SMALL, LARGE, DEFECT = ReturnCause.TOO_SMALL, ReturnCause.TOO_LARGE, ReturnCause.DEFECT


class TestCauses:
    async def test_are_counted_by_the_orders_that_came_back(self, tmp_path: Path) -> None:
        sales = sales_on(DAY, 60, {SMALL: 12, LARGE: 3, DEFECT: 4, ReturnCause.OTHER: 1})

        lines = await sale_returns(tmp_path, *sales).causes(MONTH)

        assert {(one.cause, one.count, one.customers, one.of) for one in lines} == {
            ("size", 15, 15, 20),
            ("too_small", 12, 12, 20),
            ("too_large", 3, 3, 20),
            ("defect", 4, 4, 20),
        }
        assert {one.product_id for one in lines} == {ONDINE}

    async def test_of_one_customer_are_of_one(self, tmp_path: Path) -> None:
        sales = [replace(one, customer="k") for one in sales_on(DAY, 8, {SMALL: 8})]
        nobody = [replace(one, customer="") for one in sales_on(MONTH.since, 2, {SMALL: 2})]

        lines = await sale_returns(tmp_path, *sales, *nobody).causes(MONTH)

        assert {one.customers for one in lines} == {3}

    async def test_are_not_told_where_most_returns_have_none(self, tmp_path: Path) -> None:
        told, silent = sales_on(DAY, 9, {SMALL: 9}), {"": 10}
        assert await sale_returns(tmp_path / "a", *told).causes(MONTH)
        mixed = [*told, *sales_on(DAY, 20, silent, buyers="other")]
        assert await sale_returns(tmp_path / "b", *mixed).causes(MONTH) == []

    async def test_are_of_the_days_asked_for_and_of_products_of_the_catalogue(
        self, tmp_path: Path
    ) -> None:
        late = sales_on(MONTH.until, 20, {SMALL: 9})
        strange = sales_on(DAY, 20, {SMALL: 9}, product="Léa Martin")
        assert await sale_returns(tmp_path, *late, *strange).causes(MONTH) == []


class TestAShare:
    def test_of_pieces_that_are_bought_alone_is_wilsons_by_students_quantile(self) -> None:
        share = ReturnShare.of(sales_on(DAY, 100, {"": 20}))
        assert share.rate == wilson(20, 100, level=WIDER)

    def test_of_pieces_that_are_bought_together_tells_less(self) -> None:
        alone = sales_on(DAY, 100, {"": 20})
        pairs = [replace(one, units=2.0, returned=2 * one.returned) for one in alone]

        share = ReturnShare.of(pairs)

        assert share.pieces == 200
        assert share.independent == pytest.approx(100)
        assert share.rate == wilson(20, 100, level=WIDER)

    def test_never_holds_more_than_was_sold(self) -> None:
        all_back = [replace(one, returned=3.0) for one in sales_on(DAY, 7)]
        share = ReturnShare.of(all_back)
        assert share.returned == share.pieces == 7
        assert share.rate.value == pytest.approx(1.0)
        assert ReturnShare.of([]).rate == wilson(0, 0)

    @pytest.mark.parametrize(
        ("most", "orders", "share", "least"),
        [
            (4, 20, 0.3, 0.95),
            (4, 120, 0.3, 0.95),
            (4, 120, 0.1, 0.95),
            (4, 400, 0.3, 0.95),
            (1, 30, 0.3, 0.94),  # whole numbers of single pieces: Wilson's interval goes in steps
            (1, 60, 0.3, 0.94),
        ],
    )
    def test_holds_the_true_one_where_orders_come_back_all_or_none(
        self, most: int, orders: int, share: float, least: float
    ) -> None:
        """Simulate shops whose orders have up to so many pieces, 10,000 times."""
        drawn, shape = np.random.default_rng(5), (10_000, orders)
        pieces = drawn.integers(1, most + 1, shape)
        back = (pieces * (drawn.random(shape) < share)).sum(axis=1)
        told = zip(pieces.sum(axis=1), back, (pieces**2).sum(axis=1), strict=True)
        rates = (
            ReturnShare(pieces=float(n), returned=float(k), squares=float(s)).rate
            for n, k, s in told
        )
        held = sum(one.low <= share <= one.high for one in rates)
        assert held / 10_000 >= least


class TestWork:
    async def test_is_compared_over_as_many_days_before_and_after(self, tmp_path: Path) -> None:
        before, after = windows_around(DAY)
        sales = [
            *sales_on(before.since, 50, {"": 20}),
            *sales_on(DAY, 50, {"": 50}),  # the day itself
            *sales_on(after.until - timedelta(days=1), 50, {"": 5}),
            *sales_on(after.until, 50, {"": 50}),  # later
            *sales_on(after.until + SETTLED, 1),
        ]

        [effect] = await sale_returns(tmp_path, *sales).effects([WORK])

        assert (before.days, after.days) == (28, 28)
        assert (effect.before.returned, effect.before.pieces) == (20, 50)
        assert (effect.after.returned, effect.after.pieces) == (5, 50)

    async def test_is_not_compared_while_late_returns_may_come(self, tmp_path: Path) -> None:
        _, after = windows_around(DAY)
        newest = after.until + SETTLED
        assert is_settled(WORK, newest)
        assert not is_settled(WORK, newest - timedelta(days=1))
        sales = [*sales_on(DAY + timedelta(days=3), 90, {"": 1}), *sales_on(after.until, 1)]
        assert await sale_returns(tmp_path, *sales).effects([WORK]) == []
        assert await sale_returns(tmp_path, *sales).effects([]) == []

    def test_is_about_the_one_product_that_words_name(self) -> None:
        returns = sale_returns()
        assert returns.product_in("Taille : Robe Ondine") == ONDINE
        assert returns.product_in("Robe Ondine ou Robe Lina ?") == ""
        assert returns.product_in("Livraison") == ""
