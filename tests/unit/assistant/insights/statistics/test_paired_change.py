"""What a change gained and lost among the same things."""

import random

from assistant.insights.statistics.paired_change import PairedChange, paired


def change(*, pairs: int, both: int, gained: int, lost: int) -> PairedChange:
    return PairedChange(pairs=pairs, before=both + lost, gained=gained, lost=lost)


class TestPairs:
    def test_add_up(self) -> None:
        counted = PairedChange()
        for before, after in ((True, True), (True, False), (False, True), (False, False)):
            counted += paired(before=before, after=after)

        assert counted == PairedChange(pairs=4, before=2, gained=1, lost=1)
        assert counted.after == 2

    def test_that_no_change_touched_say_nothing_against_chance(self) -> None:
        assert change(pairs=50, both=40, gained=0, lost=0).p_value == 1.0

    def test_are_tested_exactly(self) -> None:
        # McNemar's exact test on 1 and 9 changed pairs: 2 * (1 + 10) / 2**10.
        assert round(change(pairs=100, both=50, gained=1, lost=9).p_value, 4) == 0.0215

    def test_tell_the_change_of_the_share(self) -> None:
        value, low, high = change(pairs=200, both=100, gained=5, lost=15).difference

        assert value == -0.05
        assert -0.1 < low < value < high < 0.0

    def test_of_none_nothing_is_known(self) -> None:
        assert PairedChange().difference == (0.0, -1.0, 1.0)

    def test_have_an_interval_that_holds_the_true_change_19_times_of_20(self) -> None:
        chance = random.Random(5)  # noqa: S311
        held = 0
        for _ in range(2_000):
            drawn = chance.choices(("both", "gained", "lost", "none"), (60, 6, 10, 24), k=150)
            one = change(
                pairs=150,
                both=drawn.count("both"),
                gained=drawn.count("gained"),
                lost=drawn.count("lost"),
            )
            _, low, high = one.difference
            held += low <= -0.04 <= high

        assert held / 2_000 >= 0.94
