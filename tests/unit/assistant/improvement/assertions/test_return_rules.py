"""Merchandising says why a product comes back, and what work on it did, as far as figures go."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from assistant.improvement.assertions.assertion import (
    AssertedMeasure,
    AssertingPart,
    EvidenceKind,
    Predicate,
    SubjectKind,
)
from assistant.insights.imports.return_figures import (
    SETTLED,
    ProductWork,
    ReturnCauseLine,
    ReturnEffect,
    ReturnShare,
    windows_around,
)
from assistant.insights.insight import Window
from tests.support.seeds.sale_seeds import ONDINE, sale_returns, sales_on
from tests.unit.assistant.improvement.assertions.test_part_rules import observed, things

DAY = date(2026, 6, 1)
WINDOW = Window(since=DAY, until=DAY + timedelta(days=57))
SMALL = ReturnCauseLine(product_id=ONDINE, cause="too_small", count=31, customers=30, of=40)
SIZE = replace(SMALL, cause="size", count=35)
WORK = ProductWork(reference="c0ffee", product_id=ONDINE, on=DAY)


def standing_measures(*lines: ReturnCauseLine) -> set[str]:
    return {str(one.thing.measure) for one in observed(returns=lines) if not one.is_firm}


class TestTheMainCause:
    def test_is_the_one_that_says_most(self) -> None:
        [one] = things(returns=[SIZE, SMALL])

        assert (one.part, one.predicate) == (AssertingPart.MERCHANDISING, Predicate.RETURNED_FOR)
        assert one.measure is AssertedMeasure.TOO_SMALL
        assert (one.evidence.kind, one.subject.reference) == (EvidenceKind.RETURNS, ONDINE)
        assert 0.5 < one.evidence.low < 31 / 40 < one.evidence.high

    def test_is_the_size_where_neither_way_is_surely_half(self) -> None:
        both = [SIZE, replace(SMALL, count=22), replace(SMALL, cause="too_large", count=13)]
        assert [one.measure for one in things(returns=both)] == [AssertedMeasure.SIZE]

    @pytest.mark.parametrize("cause", ["defect", "description", "too_large"])
    def test_has_a_word_for_each_cause(self, cause: str) -> None:
        [one] = things(returns=[replace(SMALL, cause=cause)])
        assert one.measure == cause

    def test_is_not_told_of_fewer_than_five_customers_or_half_the_returns(self) -> None:
        few = replace(SMALL, count=8, customers=4, of=8)
        half = replace(SMALL, count=24, customers=24)
        assert things(returns=[few, half]) == []
        assert standing_measures(few) == set()
        assert standing_measures(half) == {"too_small"}
        assert standing_measures(replace(half, count=20)) == set()

    def test_of_the_size_stands_while_one_way_says_more(self) -> None:
        assert standing_measures(SIZE, SMALL) == {"size"}


def effect(before: tuple[int, int], after: tuple[int, int]) -> ReturnEffect:
    """Return an effect of pieces that came back and were sold, before and after."""
    then, now = (ReturnShare.of(sales_on(DAY, sold, {"": back})) for back, sold in (before, after))
    return ReturnEffect(work=WORK, before=then, after=now, window=WINDOW)


class TestAnEffect:
    @pytest.mark.parametrize("kind", [SubjectKind.CHANGE, SubjectKind.WORK])
    def test_is_told_of_changes_and_of_work(self, kind: SubjectKind) -> None:
        [one] = things(return_effects={kind: [effect((90, 300), (40, 300))]})

        assert (one.part, one.predicate) == (AssertingPart.MERCHANDISING, Predicate.HELPS)
        assert (one.measure, one.evidence.kind) == (
            AssertedMeasure.PIECES_RETURNED,
            EvidenceKind.SALES,
        )
        assert not one.evidence.kind.is_drawn
        assert (one.subject.kind, one.subject.reference) == (kind, "c0ffee")
        assert 0 < one.evidence.low < 50 / 300 < one.evidence.high
        assert (one.evidence.count, one.evidence.customers) == (600, 600)

    def test_is_harm_where_more_comes_back(self) -> None:
        [one] = things(return_effects={SubjectKind.CHANGE: [effect((40, 300), (90, 300))]})
        assert one.predicate is Predicate.HARMS

    def test_is_none_by_a_narrow_interval_alone(self) -> None:
        wide, narrow = effect((60, 300), (60, 300)), effect((600, 3000), (600, 3000))
        assert things(return_effects={SubjectKind.CHANGE: [wide]}) == []
        [one] = things(return_effects={SubjectKind.CHANGE: [narrow]})
        assert one.predicate is Predicate.HAS_NO_EFFECT

    def test_is_not_told_of_few_pieces_or_customers(self) -> None:
        few = effect((20, 29), (0, 300))
        of_one = effect((90, 300), (40, 300))
        of_one = replace(of_one, after=replace(of_one.after, customers=4))
        assert observed(return_effects={SubjectKind.CHANGE: [few, of_one]}) == []

    @pytest.mark.slow  # hundreds of drawn shops
    async def test_of_work_that_did_nothing_is_told_as_often_as_the_interval_errs(
        self, tmp_path: Path
    ) -> None:
        """Simulate 300 dresses of which three in ten come back, before work and after it alike."""
        before, after = windows_around(DAY)
        drawn, told = np.random.default_rng(3).binomial(200, 0.3, (300, 2)).tolist(), 0
        for place, (then, now) in enumerate(drawn):
            sales = [
                *sales_on(before.since, 200, {"": then}),
                *sales_on(after.since, 200, {"": now}),
                *sales_on(after.until + SETTLED, 1),
            ]
            found = await sale_returns(tmp_path / str(place), *sales).effects([WORK])
            effects = {SubjectKind.CHANGE: found}
            told += any(
                one.predicate is not Predicate.HAS_NO_EFFECT
                for one in things(return_effects=effects)
            )
        assert told / 300 <= 0.07
