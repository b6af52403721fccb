"""Test how far two judges agree beyond chance."""

import pytest

from assistant.improvement.quality.kappa import LEAST_JUDGED, cohen


class TestKappa:
    def test_is_that_of_the_textbook(self) -> None:
        # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: the usual worked example, 0.4
        pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10
        found = cohen(pairs + [(False, False)] * 15)

        assert found.value == pytest.approx(0.4)
        assert (found.pairs, found.same) == (50, 35)
        assert found.low < 0.4 < found.high

    def test_says_nothing_where_both_always_say_the_same_thing(self) -> None:
        assert cohen([(True, True)] * 40).value is None
        assert cohen([]).value is None

    def test_is_distrusted_only_from_enough_judgements_on(self) -> None:
        against = [(True, False), (False, True)]

        assert not cohen(against * (LEAST_JUDGED // 2 - 1)).is_distrusted
        assert cohen(against * (LEAST_JUDGED // 2)).is_distrusted

    def test_is_trusted_where_the_interval_reaches_what_is_fair(self) -> None:
        pairs = [(True, True), (False, False)] * 12 + [(True, False), (False, True)] * 4

        assert not cohen(pairs).is_distrusted
