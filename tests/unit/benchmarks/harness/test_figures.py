import pytest

from benchmarks.harness.figures import Spread, middle, percentile


class TestAPercentile:
    def test_of_a_hundred_is_the_value_at_that_place(self) -> None:
        ordered = [float(number) for number in range(1, 101)]

        assert percentile(ordered, 0.50) == 50
        assert percentile(ordered, 0.95) == 95
        assert percentile(ordered, 1.0) == 100

    @pytest.mark.parametrize("share", [0.01, 0.5, 1.0])
    def test_of_one_value_is_that_value(self, share: float) -> None:
        assert percentile([7.0], share) == 7

    def test_that_falls_between_two_is_the_higher(self) -> None:
        assert percentile([1.0, 2.0, 3.0], 0.5) == 2
        assert percentile([1.0, 2.0, 3.0], 0.95) == 3


class TestTheMiddle:
    def test_does_not_depend_on_the_order(self) -> None:
        assert middle([9.0, 1.0, 5.0]) == 5

    def test_of_an_even_number_is_the_lower_one(self) -> None:
        assert middle([4.0, 1.0, 2.0, 3.0]) == 2


class TestASpread:
    def test_is_in_milliseconds(self) -> None:
        spread = Spread.of([0.002] * 19 + [0.5])

        assert (spread.p50_ms, spread.p95_ms, spread.count) == (2.0, 2.0, 20)

    def test_of_nothing_is_refused(self) -> None:
        with pytest.raises(ValueError, match="nothing was timed"):
            Spread.of([])

    def test_is_shown_with_how_many_times_the_floor_it_is(self) -> None:
        floor = Spread(p50_ms=4.0, p95_ms=5.0, count=10)

        row = Spread(p50_ms=6.0, p95_ms=15.0, count=10).row("an answer", floor)

        assert row.split() == (
            "an answer p50 6.00 ms p95 15.00 ms 1.50x 3.00x".split()  # noqa: SIM905
        )
