from decimal import Decimal

from assistant.kit.model.ports import Usage


class TestUsage:
    def test_counts_what_was_read_and_what_was_written(self) -> None:
        assert Usage(prompt=100, cached=80, completion=20).tokens == 120

    def test_adds_up_and_stays_estimated_once_a_part_of_it_is(self) -> None:
        known = Usage(prompt=10, cached=4, completion=1, cost=Decimal("0.02"))

        both = known.plus(Usage(prompt=5, completion=2, cost=Decimal("0.01"), estimated=True))

        assert both == Usage(
            prompt=15, cached=4, completion=3, cost=Decimal("0.03"), estimated=True
        )
