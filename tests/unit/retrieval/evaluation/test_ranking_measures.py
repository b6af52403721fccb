import math

import pytest

from retrieval.evaluation.ranking_measures import hit, ndcg, reciprocal_rank

FOUND = ("a", "b", "c", "d")


class TestHit:
    @pytest.mark.parametrize(("k", "expected"), [(1, 0.0), (2, 0.0), (3, 1.0), (9, 1.0)])
    def test_is_1_once_a_relevant_one_is_within_k(self, k: int, expected: float) -> None:
        assert hit(FOUND, {"c", "d"}, k=k) == expected

    def test_refuses_a_rank_below_1(self) -> None:
        with pytest.raises(ValueError, match="ranks begin at 1"):
            hit(FOUND, {"a"}, k=0)


class TestReciprocalRank:
    def test_is_that_of_the_first_relevant_one(self) -> None:
        assert reciprocal_rank(FOUND, {"d", "b"}) == 0.5

    def test_is_0_if_nothing_relevant_was_found(self) -> None:
        assert reciprocal_rank(FOUND, {"x"}) == 0
        assert reciprocal_rank((), {"x"}) == 0


class TestNdcg:
    def test_is_1_for_the_best_order(self) -> None:
        assert ndcg(FOUND, {"a": 3, "b": 1}, k=4) == 1

    def test_discounts_by_the_logarithm_of_the_rank(self) -> None:
        assert ndcg(FOUND, {"b": 1}, k=4) == pytest.approx(1 / math.log2(3))

    def test_counts_only_the_first_k(self) -> None:
        assert ndcg(FOUND, {"c": 1}, k=2) == 0

    def test_is_0_if_nothing_gains(self) -> None:
        assert ndcg(FOUND, {}, k=4) == 0
