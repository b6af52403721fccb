"""By what the best is asked for."""

import pytest

from assistant.understanding.searches.criteria import (
    criterion_in,
    criterion_named,
    wants_low_price,
)


class TestCriterion:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("la robe la moins chère", "cheapest"),
            ("lequel coûte le moins ?", "cheapest"),
            ("your cheapest coat", "cheapest"),
            ("something cheaper?", "cheapest"),
            ("la plus chère ?", "dearest"),
            ("the most expensive bag", "dearest"),
            ("lequel est le plus léger ?", "lightest"),
            ("which is lighter?", "lightest"),
            ("laquelle tient le plus chaud ?", "warmest"),
            ("which one is the warmest", "warmest"),
            ("la plus imperméable", "most_waterproof"),
            ("which is the biggest?", "biggest"),
            ("which candle lasts the longest", "longest_lasting"),
            ("le plus confortable", "of_taste"),
        ],
    )
    def test_is_told_from_the_words(self, text: str, name: str) -> None:
        asked = criterion_in(text)

        assert asked is not None
        assert asked.criterion is criterion_named(name)

    @pytest.mark.parametrize(
        "text", ["moins cher que 50 euros", "cheaper than 50", "c'est combien ?", "chercher"]
    )
    def test_is_none_where_only_a_limit_or_nothing_is_said(self, text: str) -> None:
        assert criterion_in(text) is None


class TestALowPrice:
    def test_is_wished_for_without_the_lowest(self) -> None:
        assert wants_low_price("un pull pas trop cher")
        assert wants_low_price("an affordable bag")
        assert not wants_low_price("un pull")
